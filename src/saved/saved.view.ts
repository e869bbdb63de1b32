import type { Message } from '../timeline/message.dto.ts';
import { messageWithoutRow } from '../timeline/message.view.ts';
import type { SavedEntry, SavedState } from './saved.dto.ts';

export const savedColumns = (saved: string): string =>
  ['message_id', 'room_id', 'state', 'note', 'remind_at', 'reminded_at', 'saved_at']
    .map((column) => `${saved}.${column}`)
    .join(', ');

export interface SavedRow {
  message_id: string;
  room_id: string;
  state: SavedState;
  note: string;
  remind_at: Date | null;
  reminded_at: Date | null;
  saved_at: Date;
}

export const savedEntry = (row: SavedRow): SavedEntry => ({
  messageId: row.message_id,
  roomId: row.room_id,
  state: row.state,
  note: row.note,
  remindAt: row.remind_at?.toISOString() ?? null,
  remindedAt: row.reminded_at?.toISOString() ?? null,
  savedAt: row.saved_at.toISOString(),
});

/** What stands for a message that its reader may not read any more: nothing of it but what the entry says. */
export const unreadableMessage = ({ messageId, roomId, savedAt, remindedAt }: SavedEntry): Message => ({
  ...messageWithoutRow({ id: messageId, roomId, createdAt: savedAt }),
  deletedAt: remindedAt ?? savedAt,
});

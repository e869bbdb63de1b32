import type { ProblemCode } from '../common/problem.ts';
import type { ScheduledEntry, ScheduledState } from './scheduled.dto.ts';

export const scheduledColumns = (scheduled: string): string =>
  [
    'id',
    'room_id',
    'body',
    'reply_to_id',
    'thread_id',
    'also_in_room',
    'attachment_ids',
    'send_at',
    'state',
    'problem',
    'created_at',
  ]
    .map((column) => `${scheduled}.${column}`)
    .join(', ');

export interface ScheduledRow {
  id: string;
  room_id: string;
  body: string;
  reply_to_id: string | null;
  thread_id: string | null;
  also_in_room: boolean;
  attachment_ids: string[];
  send_at: Date;
  state: ScheduledState;
  problem: ProblemCode | null;
  created_at: Date;
}

export const scheduledEntry = (row: ScheduledRow): ScheduledEntry => ({
  id: row.id,
  roomId: row.room_id,
  body: row.body,
  replyToId: row.reply_to_id,
  threadId: row.thread_id,
  alsoInRoom: row.also_in_room,
  attachmentIds: row.attachment_ids,
  sendAt: row.send_at.toISOString(),
  state: row.state,
  problem: row.problem,
  createdAt: row.created_at.toISOString(),
});

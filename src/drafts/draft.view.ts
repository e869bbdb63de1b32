import type { ConflictingDraft } from '../common/problem.ts';
import type { DraftEntry } from './drafts.dto.ts';
import { EMPTY_DRAFT } from './drafts.policy.ts';

export const draftColumns = (draft: string): string =>
  [
    'id',
    'room_id',
    'thread_id',
    'edit_of',
    'body',
    'reply_to_id',
    'attachment_ids',
    'version',
    'updated_at',
    'deleted_at',
  ]
    .map((column) => `${draft}.${column}`)
    .join(', ');

export interface DraftRow {
  id: string;
  room_id: string;
  thread_id: string | null;
  edit_of: string | null;
  body: string;
  reply_to_id: string | null;
  attachment_ids: string[];
  version: number;
  updated_at: Date;
  deleted_at: Date | null;
}

/** A draft, or its tombstone. */
export type StoredDraft = DraftEntry & { isGone: boolean };

export const storedDraft = (row: DraftRow): StoredDraft => ({ ...draftEntry(row), isGone: row.deleted_at !== null });

export const draftEntry = (row: DraftRow): DraftEntry => ({
  id: row.id,
  roomId: row.room_id,
  threadId: row.thread_id,
  editOf: row.edit_of,
  body: row.body,
  replyToId: row.reply_to_id,
  attachmentIds: row.attachment_ids,
  version: row.version,
  updatedAt: row.updated_at.toISOString(),
});

/** What a refused writer is told about the draft that stands, or about the tombstone; nothing stood there at version 0. */
export const conflictingDraft = (stored: StoredDraft | undefined): ConflictingDraft => {
  if (!stored) return { ...EMPTY_DRAFT, version: 0, updatedAt: null };
  const { body, replyToId, attachmentIds, version, updatedAt } = stored;
  return { body, replyToId, attachmentIds, version, updatedAt };
};

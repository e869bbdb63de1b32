import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { PutDraft } from './drafts.dto.ts';

/** Where a draft is written: a person has one for each. */
export interface DraftPlace {
  roomId: string;
  threadId: string | null;
  editOf: string | null;
}

export interface DraftContent {
  body: string;
  replyToId: string | null;
  attachmentIds: string[];
}

export const EMPTY_DRAFT: DraftContent = { body: '', replyToId: null, attachmentIds: [] };

/** A UUID of version 8 (RFC 9562) that is derived from the place: one place, one row. */
export function draftIdOf({ roomId, threadId, editOf }: DraftPlace): string {
  const bytes = hash('sha256', [roomId, threadId ?? '', editOf ?? ''].join(' ').toLowerCase(), 'buffer');
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export const placeOf = (roomId: string, { threadId, editOf }: Pick<PutDraft, 'threadId' | 'editOf'>): DraftPlace => ({
  roomId,
  threadId: threadId ?? null,
  editOf: editOf ?? null,
});

export const contentOf = ({ body, replyToId, attachmentIds }: PutDraft): DraftContent => ({
  body,
  replyToId: replyToId?.toLowerCase() ?? null,
  attachmentIds: (attachmentIds ?? []).map((id) => id.toLowerCase()),
});

/** Whether two drafts say the same; a tombstone says nothing. */
export const isSameContent = (one: DraftContent, other: DraftContent): boolean =>
  isDeepStrictEqual([one.body, one.replyToId, one.attachmentIds], [other.body, other.replyToId, other.attachmentIds]);

export const isEmptyDraft = (content: DraftContent): boolean => isSameContent(content, EMPTY_DRAFT);

import { IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '../common/page.ts';
import { Text } from '../common/validation/text.ts';
import { Timestamp } from '../common/validation/timestamp.ts';
import { OptionalNotNull, QueryBoolean } from '../common/validation/validation.ts';
import { limits } from '../shared/limits.ts';
import { Message } from '../timeline/message.dto.ts';

export const SAVED_STATES = ['open', 'done'] as const;
export type SavedState = (typeof SAVED_STATES)[number];

/** A message that the caller has saved for later, without its words. Only the caller sees it. */
export class SavedEntry {
  messageId: string;
  roomId: string;
  state: SavedState;
  /** The caller's own words; empty without any. */
  note: string;
  /** When the caller wants to be reminded, or wanted to. */
  remindAt: string | null;
  /** When they were reminded; null until then. */
  remindedAt: string | null;
  savedAt: string;
}

export class Saved extends SavedEntry {
  /** As it is now, a tombstone too; null where the caller may not read it any more, or its room was deleted. */
  message: Message | null;
}

export class SavedPage {
  items: Saved[];
  next: string | null;
}

export class SaveMessage {
  /** `open` unless given. `done` ends a reminder that is set. */
  @OptionalNotNull()
  @IsIn(SAVED_STATES)
  state?: SavedState;

  /** The caller's own words; empty removes them. */
  @OptionalNotNull()
  @Text(0, limits.savedNote, { lines: true })
  note?: string;

  /**
   * When to be reminded, in the future, at most ten years ahead; the entry is `open` then. Null removes the reminder.
   * @example '2026-11-20T09:00:00Z'
   */
  @IsOptional()
  @Timestamp()
  remindAt?: string | null;
}

export class SavedQuery extends PageQuery {
  /** Both unless given. */
  @IsOptional()
  @IsIn(SAVED_STATES)
  state?: SavedState;

  /** Only of this room. */
  @IsOptional()
  @IsUUID()
  roomId?: string;

  /** True: only those with a reminder, by its time, the earliest first. Else all, the one saved last first. */
  @IsOptional()
  @QueryBoolean()
  @IsBoolean()
  reminders?: boolean;
}

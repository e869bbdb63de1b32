import { IsOptional, IsUUID } from 'class-validator';

export const NOTIFICATION_KINDS = ['mention', 'direct', 'reply', 'room', 'keyword', 'message', 'call'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

export const ATTENTION_OUTCOMES = ['rang', 'silent', 'none'] as const;
export type AttentionOutcome = (typeof ATTENTION_OUTCOMES)[number];

/**
 * How a person is notified: at once where Parley is open, by the push services of their devices, or by the mail about what they
 * have missed.
 */
export const ATTENTION_CHANNELS = ['ring', 'push', 'mail'] as const;
export type AttentionChannel = (typeof ATTENTION_CHANNELS)[number];

/**
 * Why a message notifies a member, notifies silently, or does not. A closed list, which clients translate:
 * - `rang`: `named` (by name), `direct` (a direct room), `thread` (a reply in a followed thread), `everybody` (`@room`),
 *   `here` (`@here`), `keyword` (it holds a keyword of the member), `level_all` (the level of the room is `all`), `call` (the
 *   other person of a direct room calls);
 * - `silent`: `paused` (notifications are paused), `quiet_hours`, `quiet_room` (the room is quiet for a while);
 * - `none`: `own` (the member wrote it), `notice` (a system message), `deleted`, `blocked` (the member has blocked its
 *   author), `level_none` (it is for the member, but the level of the room is `none`), `read` (the member had read it before
 *   it was pushed), `not_here` (`@here` while the member was not online), `not_named` (nothing in it is for the member, and
 *   the level of the room is not `all`).
 */
export const ATTENTION_REASONS = [
  'named',
  'direct',
  'thread',
  'everybody',
  'here',
  'keyword',
  'level_all',
  'call',
  'paused',
  'quiet_hours',
  'quiet_room',
  'own',
  'notice',
  'deleted',
  'blocked',
  'level_none',
  'read',
  'not_here',
  'not_named',
] as const;
export type AttentionReason = (typeof ATTENTION_REASONS)[number];

/** What a message is to the caller by their levels and pauses of this moment. */
export class PresentAttention {
  /** `silent`: shown, but without sound or pop-up. */
  outcome: AttentionOutcome;
  /** What the message is to them, even where it does not notify; null when nothing in it is for them. */
  kind: NotificationKind | null;
  reason: AttentionReason;
}

/** What was decided about a message when it came. */
export class AttentionDecision extends PresentAttention {
  at: string;
  channel: AttentionChannel;
  /** Of the channel `push`: the devices it was sent to, or was decided not to be; also those that are gone. Empty otherwise. */
  deviceIds: string[];
}

/** Why a message has notified the caller, or has not. */
export class MessageAttention {
  /**
   * Decisions of the last 14 days about messages that might have notified the caller: at once, for a connection that was
   * open then, and by mail. Empty when nothing in the message was for them or no device was connected, and where the
   * server has forgotten it: it keeps these notes as far as it has the time.
   */
  decided: AttentionDecision[];
  now: PresentAttention;
}

export class FindAttention {
  /** Only decisions about this person. */
  @IsOptional()
  @IsUUID()
  userId?: string;
}

/** A number of decisions. */
export class AttentionCount {
  /**
   * In UTC.
   * @example '2026-11-29'
   */
  day: string;
  channel: AttentionChannel;
  outcome: AttentionOutcome;
  reason: AttentionReason;
  count: number;
}

/** Decisions of the last 14 days by day, channel, outcome and reason, newest day first. They name no message. */
export class AttentionCounts {
  items: AttentionCount[];
}

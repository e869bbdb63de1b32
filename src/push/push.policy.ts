import type { Availability } from '../cluster/presence-heartbeat.ts';
import type { AttentionOutcome, AttentionReason, NotificationKind } from '../notifications/attention/attention.dto.ts';
import type { Attention } from '../notifications/notifications.policy.ts';
import type { PushReason } from './push.dto.ts';

/** People who are online read most messages within this time, and need no push. */
export const ONLINE_DELAY_MS = 30_000;
const HOUR_MS = 3_600_000;
/** Of a call, which rings now or not at all. */
export const CALL_TTL_MS = 30_000;
/** How long a push may be under way. */
export const TTL_MS = 12 * HOUR_MS;
/** Of `@room`, which is soon out of date. */
export const ROOM_TTL_MS = HOUR_MS;

/** What is noted of a push, for people who ask why. */
interface PushNote {
  messageId: string;
  userId: string;
  channel: 'push';
  outcome: AttentionOutcome;
  kind: NotificationKind | null;
  reason: AttentionReason;
  deviceIds: string[];
}

/** Whether and when a message is pushed to the devices of a person. */
export interface PushDecision {
  when: 'now' | 'later' | 'never';
  reason: PushReason;
}

/**
 * Decides about pushing a message to a person, once it was committed. `never` stays so: quiet hours that end release nothing.
 * `later` is after 30 seconds, unless the message was read by then. A call waits for nothing.
 */
export function pushFor(attention: Attention, presence: Availability, isRead: boolean): PushDecision {
  const refusal = refusalOf(attention) ?? (isRead ? 'read' : null);
  if (refusal) return { when: 'never', reason: refusal };
  const isLater = presence === 'online' && attention.kind !== 'call';
  return { when: isLater ? 'later' : 'now', reason: 'waiting' };
}

/** What a decision against notifying, or for doing so silently, is called in the log of pushes. */
const REFUSALS: Partial<Record<AttentionReason, PushReason>> = {
  own: 'author',
  notice: 'not_called',
  deleted: 'deleted',
  level_none: 'room_muted',
  not_here: 'not_called',
  not_named: 'not_called',
  paused: 'quiet',
  quiet_hours: 'quiet',
  quiet_room: 'room_muted',
};

/** Why a message that notifies so is not pushed; null for one that is. */
export const refusalOf = ({ outcome, reason }: Attention): PushReason | null =>
  outcome === 'rang' ? null : (REFUSALS[reason] ?? 'not_called');

/** What is noted about a push that is never sent. */
export const refusedPush = (
  { messageId, userId, deviceIds }: { messageId: string; userId: string; deviceIds: string[] | null },
  { outcome, kind, reason }: Pick<Attention, 'outcome' | 'kind' | 'reason'>,
): PushNote => ({
  messageId,
  userId,
  channel: 'push',
  kind,
  deviceIds: deviceIds ?? [],
  // What would notify, and is not sent, was read.
  ...(outcome === 'rang' ? { outcome: 'none', reason: 'read' } : { outcome, reason }),
});

export const ttlOf = (kind: NotificationKind): number =>
  kind === 'call' ? CALL_TTL_MS : kind === 'room' ? ROOM_TTL_MS : TTL_MS;

/** How urgent a push is (RFC 8030, 5.3): phones that save power wake up for the urgent ones at once. */
export const urgencyOf = (kind: NotificationKind): 'high' | 'normal' =>
  kind === 'mention' || kind === 'direct' || kind === 'call' ? 'high' : 'normal';

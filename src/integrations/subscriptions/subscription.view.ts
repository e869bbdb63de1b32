import type { SubscriptionFailureEntity } from './subscription-failure.entity.ts';
import type { SubscriptionEntity } from './subscription.entity.ts';
import type { SilentReason, Subscription, SubscriptionFailure } from './subscriptions.dto.ts';

/** A subscription with its rooms, without its secrets. */
export type SubscriptionRow = Pick<
  SubscriptionEntity,
  | 'id'
  | 'name'
  | 'url'
  | 'events'
  | 'format'
  | 'botId'
  | 'includeHooks'
  | 'disabledAt'
  | 'lastDeliveredAt'
  | 'createdBy'
  | 'failingSince'
  | 'waitsUntil'
> & {
  silentBecause: SilentReason | null;
  ownerId: string | null;
  roomIds: string[];
  waiting: number;
};

/** Of a session, in SQL: somebody has ended this token, as one does when it is lost. One whose time is over says nothing against it. */
export const wasTokenEnded = (session: string): string =>
  `${session}.ended_at IS NOT NULL AND ${session}.end_reason IS DISTINCT FROM 'token_expired'`;

/** Of `subscriptions s`, in SQL: neither its bot nor the bot's owner is stopped. */
export const isBotRunning = `EXISTS (SELECT FROM users b JOIN users o ON o.id = b.bot_owner_id
  WHERE b.id = s.bot_id AND b.disabled_at IS NULL AND b.deleted_at IS NULL AND o.disabled_at IS NULL AND o.deleted_at IS NULL)`;

/** Of `subscriptions s`. What a room has changed by that the cursor has not come by is what waits; of a room that has not begun: nothing. */
export const subscriptionColumns = `s.id, s.name, s.url, s.events, s.format, s.bot_id AS "botId", s.include_hooks AS "includeHooks",
  s.disabled_at AS "disabledAt", s.last_delivered_at AS "lastDeliveredAt", s.created_by AS "createdBy",
  s.failing_since AS "failingSince", s.waits_until AS "waitsUntil",
  CASE WHEN s.disabled_at IS NOT NULL THEN coalesce(s.disabled_reason, 'off')
    WHEN NOT ${isBotRunning} THEN 'bot_stopped'
    WHEN NOT EXISTS (SELECT FROM subscription_cursors c WHERE c.subscription_id = s.id AND c.revision IS NOT NULL)
    THEN 'not_in_rooms' END AS "silentBecause",
  (SELECT b.bot_owner_id FROM users b WHERE b.id = s.bot_id) AS "ownerId",
  ARRAY(SELECT c.room_id FROM subscription_cursors c JOIN rooms r ON r.id = c.room_id AND r.deleted_at IS NULL
    WHERE c.subscription_id = s.id ORDER BY c.room_id) AS "roomIds",
  (SELECT coalesce(sum(greatest(h.revision - c.revision, 0)), 0)::float8 FROM subscription_cursors c
    JOIN room_head h ON h.room_id = c.room_id WHERE c.subscription_id = s.id) AS waiting`;

export const subscriptionView = (row: SubscriptionRow): Subscription => ({
  id: row.id,
  name: row.name,
  url: row.url,
  events: row.events,
  roomIds: row.roomIds,
  format: row.format,
  botId: row.botId,
  includeHooks: row.includeHooks,
  disabledAt: row.disabledAt?.toISOString() ?? null,
  lastDeliveredAt: row.lastDeliveredAt?.toISOString() ?? null,
  waiting: row.waiting,
  silentBecause: row.silentBecause,
  failingSince: row.failingSince?.toISOString() ?? null,
  nextTryAt: (row.failingSince && row.waitsUntil?.toISOString()) ?? null,
});

export const failureView = (row: SubscriptionFailureEntity): SubscriptionFailure => ({
  eventId: row.eventId,
  type: row.type,
  roomId: row.roomId,
  messageId: row.messageId,
  status: row.status,
  at: row.createdAt.toISOString(),
});

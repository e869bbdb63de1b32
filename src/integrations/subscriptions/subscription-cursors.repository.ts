import { Injectable } from '@nestjs/common';
import { toldEpoch } from '../../common/database/database-history.ts';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import type { MessageFacts } from './room-event.view.ts';
import type { SubscriptionCursorEntity } from './subscription-cursor.entity.ts';
import type { SubscriptionEntity } from './subscription.entity.ts';
import { isBotRunning, wasTokenEnded } from './subscription.view.ts';

/** A room of a subscription that this process sends the events of, and no other. */
export interface ClaimedRoom {
  subscriptionId: string;
  roomId: string;
  claim: string;
}

/** Up to where a receiver has a room. */
export type CursorPosition = Pick<SubscriptionCursorEntity, 'revision' | 'epoch' | 'witness' | 'witnessToken'>;

/** All that is needed to send the events of a claimed room. */
export type DueRoom = ClaimedRoom &
  CursorPosition &
  Pick<
    SubscriptionEntity,
    | 'id'
    | 'url'
    | 'format'
    | 'secret'
    | 'previousSecret'
    | 'botId'
    | 'events'
    | 'includeHooks'
    | 'failures'
    | 'failingSince'
    | 'lastDeliveredAt'
  > & { roomName: string; ownerId: string };

/**
 * A process that claims a room has this long for each event of it; then another one does. Longer than a receiver may take to
 * answer, and what is asked before.
 */
const CLAIMED_FOR = `interval '30 seconds'`;
/** Rooms of a subscription whose events are sent at the same time. */
const MAX_ROOMS_AT_ONCE = 4;

/**
 * Of `subscriptions s`: neither switched off nor waiting for a receiver that is away; neither its bot nor the bot's owner is
 * stopped, and the token that has decided where its events go was not ended.
 */
const IS_SENDING = `s.disabled_at IS NULL AND (s.waits_until IS NULL OR s.waits_until <= now())
  AND ${isBotRunning}
  AND NOT EXISTS (SELECT FROM sessions t WHERE t.id = s.token_id AND ${wasTokenEnded('t')})`;

/** Of `subscription_cursors c`, its subscription `s` and the head `h` of its room: something has happened that is not sent. */
const IS_DUE = `c.claimed_until <= now() AND CASE WHEN c.revision IS NULL
  THEN (SELECT count(*) = 2 FROM users b JOIN room_members m ON m.user_id IN (b.id, b.bot_owner_id)
    WHERE b.id = s.bot_id AND m.room_id = c.room_id)
  ELSE h.revision > c.revision OR c.epoch IS DISTINCT FROM ${toldEpoch('h')} END`;

/** Up to where receivers have the rooms of their subscriptions. */
@Injectable()
export class SubscriptionCursorsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Claims rooms with events that no other process sends, at most four of a subscription, and of one whose receiver was away
   * the last time a single one. They come again should this process end.
   */
  claim(limit: number): Promise<ClaimedRoom[]> {
    return this.database.transaction(async (tx) => {
      // Locked first, so that no other process counts the rooms of the same subscription meanwhile.
      const subscriptions = await tx.query<{ id: string }[]>(
        `SELECT s.id FROM subscriptions s WHERE ${IS_SENDING} AND EXISTS (
           SELECT FROM subscription_cursors c JOIN room_head h ON h.room_id = c.room_id
           WHERE c.subscription_id = s.id AND ${IS_DUE})
         ORDER BY s.id FOR NO KEY UPDATE OF s SKIP LOCKED`,
      );
      return this.claimRooms(
        tx,
        subscriptions.map(({ id }) => id),
        limit,
      );
    });
  }

  private async claimRooms(tx: Tx, subscriptionIds: string[], limit: number): Promise<ClaimedRoom[]> {
    if (!subscriptionIds.length) return [];
    return returning(
      tx,
      `UPDATE subscription_cursors c SET claim = gen_random_uuid(), claimed_until = now() + ${CLAIMED_FOR}, served_at = now()
       FROM (SELECT * FROM (
           SELECT c.subscription_id, c.room_id, c.served_at, s.failures,
             row_number() OVER (PARTITION BY c.subscription_id ORDER BY c.served_at NULLS FIRST, c.room_id) AS place,
             (SELECT count(*) FROM subscription_cursors o
              WHERE o.subscription_id = c.subscription_id AND o.claimed_until > now()) AS busy
           FROM subscription_cursors c JOIN subscriptions s ON s.id = c.subscription_id JOIN room_head h ON h.room_id = c.room_id
           WHERE s.id = ANY($1::uuid[]) AND ${IS_SENDING} AND ${IS_DUE}) ranked
         WHERE place + busy <= CASE WHEN failures > 0 THEN 1 ELSE ${MAX_ROOMS_AT_ONCE} END
         ORDER BY served_at NULLS FIRST LIMIT $2) due
       WHERE c.subscription_id = due.subscription_id AND c.room_id = due.room_id
       RETURNING c.subscription_id AS "subscriptionId", c.room_id AS "roomId", c.claim`,
      [subscriptionIds, limit],
    );
  }

  /** Undefined where another process has the room, or nothing is sent any more, or not now. */
  async load(claimed: ClaimedRoom): Promise<DueRoom | undefined> {
    const [row] = await this.database.query<Omit<DueRoom, keyof ClaimedRoom>>(
      `SELECT c.revision, c.epoch, c.witness, c.witness_token AS "witnessToken", r.name AS "roomName", s.id, s.url, s.format,
         s.secret, CASE WHEN s.previous_until > now() THEN s.previous_secret END AS "previousSecret", s.bot_id AS "botId",
         s.events, s.include_hooks AS "includeHooks", s.failures, s.failing_since AS "failingSince",
         s.last_delivered_at AS "lastDeliveredAt", b.bot_owner_id AS "ownerId"
       FROM subscription_cursors c JOIN subscriptions s ON s.id = c.subscription_id JOIN rooms r ON r.id = c.room_id
         JOIN users b ON b.id = s.bot_id
       WHERE c.subscription_id = $1 AND c.room_id = $2 AND c.claim = $3 AND c.claimed_until > now() AND ${IS_SENDING}`,
      [claimed.subscriptionId, claimed.roomId, claimed.claim],
    );
    return row && { ...row, ...claimed };
  }

  /** Also prolongs the claim. False where another process has the room by now, or nothing is sent any more, or not now. */
  async advance({ subscriptionId, roomId, claim }: ClaimedRoom, position: CursorPosition): Promise<boolean> {
    const { revision, epoch, witness, witnessToken } = position;
    const [row] = await this.database.query<{ goesOn: boolean }>(
      `UPDATE subscription_cursors SET revision = $4, epoch = $5, witness = $6, witness_token = $7,
         claimed_until = now() + ${CLAIMED_FOR}
       WHERE subscription_id = $1 AND room_id = $2 AND claim = $3
       RETURNING (SELECT ${IS_SENDING} FROM subscriptions s WHERE s.id = subscription_id) AS "goesOn"`,
      [subscriptionId, roomId, claim, revision, epoch, witness, witnessToken],
    );
    return row?.goesOn ?? false;
  }

  /** From the room as it is now. */
  async begin({ subscriptionId, roomId, claim }: ClaimedRoom): Promise<void> {
    await this.database.query(
      `UPDATE subscription_cursors c SET revision = h.revision, epoch = ${toldEpoch('h')}, witness = NULL, witness_token = NULL
       FROM room_head h WHERE h.room_id = c.room_id AND c.subscription_id = $1 AND c.room_id = $2 AND c.claim = $3`,
      [subscriptionId, roomId, claim],
    );
  }

  /** Its bot, or the bot's owner, may not read the room: nothing of it is sent, and it begins anew where the room is once both are back. */
  async pause(claimed: ClaimedRoom): Promise<void> {
    await this.advance(claimed, { revision: null, epoch: null, witness: null, witnessToken: null });
  }

  /** Lets others claim the room again. */
  async release({ subscriptionId, roomId, claim }: ClaimedRoom): Promise<void> {
    await this.database.query(
      `UPDATE subscription_cursors SET claim = NULL, claimed_until = now()
       WHERE subscription_id = $1 AND room_id = $2 AND claim = $3`,
      [subscriptionId, roomId, claim],
    );
  }

  /** Rooms that are new begin where they are now; those that are there stay where they are, and all others go. */
  async replaceRooms(tx: Tx, subscriptionId: string, roomIds: readonly string[]): Promise<void> {
    await tx.query(`DELETE FROM subscription_cursors WHERE subscription_id = $1 AND room_id <> ALL($2::uuid[])`, [
      subscriptionId,
      roomIds,
    ]);
    await tx.query(
      `INSERT INTO subscription_cursors (subscription_id, room_id, revision, epoch)
       SELECT $1::uuid, h.room_id, h.revision, ${toldEpoch('h')} FROM room_head h WHERE h.room_id = ANY($2::uuid[])
       ON CONFLICT DO NOTHING`,
      [subscriptionId, roomIds],
    );
  }

  /** What the views of these messages do not say, by their ids. @param since the revision that the receiver has */
  async factsOf(messageIds: readonly string[], since: number): Promise<Map<string, MessageFacts>> {
    const rows = await this.database.query<MessageFacts & { id: string }>(
      `SELECT m.id, m.created_revision AS "createdRevision", m.reacted_revision AS "reactedRevision",
         EXISTS (SELECT FROM message_edits e WHERE e.message_id = m.id AND e.revision > $2) AS "isEdited",
         coalesce(author.kind = 'bot' AND author.bot_owner_id IS NULL, false) AS "isOfHook"
       FROM messages m LEFT JOIN users author ON author.id = m.author_id WHERE m.id = ANY($1::uuid[])`,
      [messageIds, since],
    );
    return new Map(rows.map(({ id, ...facts }) => [id, facts]));
  }
}

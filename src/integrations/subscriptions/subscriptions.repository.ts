import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import type { DisabledReason } from './subscriptions.dto.ts';
import { subscriptionColumns, type SubscriptionRow, wasTokenEnded } from './subscription.view.ts';
import { SubscriptionEntity } from './subscription.entity.ts';

/** Of a subscription that is new. */
export type StoredSubscription = Pick<
  SubscriptionEntity,
  'id' | 'botId' | 'name' | 'url' | 'format' | 'events' | 'includeHooks' | 'secret' | 'createdBy' | 'tokenId'
>;

/** A subscription of bots of a person, for their export. */
export type OwnSubscription = Pick<SubscriptionEntity, 'name' | 'url' | 'events' | 'createdAt'> & { bot: string };

/** Subscriptions that have been switched off, with what is said about it. */
export type StoppedSubscription = Pick<SubscriptionEntity, 'id' | 'name' | 'url' | 'botId'>;

/** Whom a subscription sends to, and by which secrets. */
export type Receiver = Pick<SubscriptionEntity, 'id' | 'url' | 'format' | 'secret' | 'previousSecret'>;

@Injectable()
export class SubscriptionsRepository {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  list(): Promise<SubscriptionRow[]> {
    return this.database.query(`SELECT ${subscriptionColumns} FROM subscriptions s ORDER BY s.id`);
  }

  async byId(id: string): Promise<SubscriptionRow | undefined> {
    const [row] = await this.database.query<SubscriptionRow>(
      `SELECT ${subscriptionColumns} FROM subscriptions s WHERE s.id = $1`,
      [id],
    );
    return row;
  }

  async receiver(id: string): Promise<Receiver | undefined> {
    const [row] = await this.database.query<Receiver>(
      `SELECT id, url, format, secret, CASE WHEN previous_until > now() THEN previous_secret END AS "previousSecret"
       FROM subscriptions WHERE id = $1`,
      [id],
    );
    return row;
  }

  async newId(tx: Tx): Promise<string> {
    const [row] = await tx.query<{ id: string }[]>(`SELECT uuidv7() AS id`);
    if (!row) throw new Error('PostgreSQL answered no row for a new id');
    return row.id;
  }

  /** How many there are. The lock counts those that are made at the same moment. */
  async countLocked(tx: Tx): Promise<number> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('parley subscriptions', 0))`);
    return tx.count(SubscriptionEntity);
  }

  async insert(tx: Tx, subscription: StoredSubscription): Promise<void> {
    await tx.insert(SubscriptionEntity, subscription);
  }

  async update(tx: Tx, id: string, change: Partial<SubscriptionEntity>): Promise<void> {
    if (Object.keys(change).length) await tx.update(SubscriptionEntity, { id }, change);
  }

  /** The secret before signs as well until its hours are over. */
  async rotate(tx: Tx, id: string, secret: Buffer, hours: number): Promise<void> {
    await tx.query(
      `UPDATE subscriptions SET previous_secret = secret, previous_until = now() + $3 * interval '1 hour', secret = $2
       WHERE id = $1`,
      [id, secret, hours],
    );
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.delete(SubscriptionEntity, { id });
  }

  /** Those of a bot that is deleted. */
  async removeOfBot(botId: string): Promise<void> {
    await this.database.query(`DELETE FROM subscriptions WHERE bot_id = $1`, [botId]);
  }

  /** Switches off those of a bot that is given to somebody else. */
  async stopOfBot(tx: Tx, botId: string): Promise<StoppedSubscription[]> {
    return returning(
      tx,
      `UPDATE subscriptions SET disabled_at = now(), disabled_reason = 'handed_over' WHERE bot_id = $1 AND disabled_at IS NULL
       RETURNING id, name, url, bot_id AS "botId"`,
      [botId],
    );
  }

  /** Undefined where it was switched off or deleted before. */
  async stop(tx: Tx, id: string, reason: DisabledReason): Promise<StoppedSubscription | undefined> {
    const [stopped] = await returning<StoppedSubscription>(
      tx,
      `UPDATE subscriptions SET disabled_at = now(), disabled_reason = $2 WHERE id = $1 AND disabled_at IS NULL
       RETURNING id, name, url, bot_id AS "botId"`,
      [id, reason],
    );
    return stopped;
  }

  /** Those that are on, and those of them that are to be switched off: the token was ended that has decided where they send. */
  async active(): Promise<{ ids: string[]; withoutToken: string[] }> {
    const rows = await this.database.query<{ id: string; isWithoutToken: boolean }>(
      `SELECT s.id, coalesce(${wasTokenEnded('t')}, false) AS "isWithoutToken"
       FROM subscriptions s LEFT JOIN sessions t ON t.id = s.token_id WHERE s.disabled_at IS NULL`,
    );
    const withoutToken = rows.filter(({ isWithoutToken }) => isWithoutToken);
    return { ids: rows.map(({ id }) => id), withoutToken: withoutToken.map(({ id }) => id) };
  }

  /** Its receiver has answered: it is not away any more. @param isDelivered whether it has taken the event */
  async noteAnswered(id: string, isDelivered: boolean): Promise<void> {
    await this.database.query(
      `UPDATE subscriptions SET failures = 0, failing_since = NULL, waits_until = NULL,
         last_delivered_at = CASE WHEN $2::boolean THEN date_trunc('minute', now()) ELSE last_delivered_at END
       WHERE id = $1`,
      [id, isDelivered],
    );
  }

  /**
   * Its receiver is away, and asked again after so many milliseconds. Several rooms notice the same absence: it counts once.
   * @param failures as they were when the try began
   */
  async noteAway(id: string, failures: number, afterMs: number): Promise<void> {
    await this.database.query(
      `UPDATE subscriptions SET failures = failures + 1, failing_since = coalesce(failing_since, now()),
         waits_until = now() + $3 * interval '1 millisecond'
       WHERE id = $1 AND failures = $2`,
      [id, failures, afterMs],
    );
  }

  /** Those that a person has made, or that are of their bots. */
  ofPerson(userId: string): Promise<OwnSubscription[]> {
    return this.database.query(
      `SELECT s.name, s.url, s.events, s.created_at AS "createdAt", b.username AS bot
       FROM subscriptions s JOIN users b ON b.id = s.bot_id WHERE s.created_by = $1 OR b.bot_owner_id = $1 ORDER BY s.id`,
      [userId],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { SubscriptionFailureEntity } from './subscription-failure.entity.ts';

/** Failures of a subscription that are shown. */
const MAX_FAILURES = 100;

/** With the name of its room, as it is now. */
export type FailureInRoom = SubscriptionFailureEntity & { roomName: string };

/** Events that were set aside. */
@Injectable()
export class SubscriptionFailuresRepository {
  constructor(private readonly database: Database) {}

  /** A repeat of the same event changes its answer only. */
  async put(failure: Omit<SubscriptionFailureEntity, 'createdAt'>): Promise<void> {
    const { subscriptionId, eventId, type, roomId, messageId, status } = failure;
    await this.database.query(
      `INSERT INTO subscription_failures (subscription_id, event_id, type, room_id, message_id, status)
       SELECT s.id, $2, $3, $4::uuid, $5::uuid, $6::smallint FROM subscriptions s WHERE s.id = $1
       ON CONFLICT (subscription_id, event_id) DO UPDATE SET status = EXCLUDED.status`,
      [subscriptionId, eventId, type, roomId, messageId, status],
    );
  }

  /** Newest first. */
  list(subscriptionId: string): Promise<SubscriptionFailureEntity[]> {
    return this.database.source.manager.find(SubscriptionFailureEntity, {
      where: { subscriptionId },
      order: { createdAt: 'DESC', eventId: 'DESC' },
      take: MAX_FAILURES,
    });
  }

  async find(subscriptionId: string, eventId: string): Promise<FailureInRoom | undefined> {
    const [failure] = await this.database.query<FailureInRoom>(
      `SELECT f.subscription_id AS "subscriptionId", f.event_id AS "eventId", f.type, f.room_id AS "roomId",
         f.message_id AS "messageId", f.status, f.created_at AS "createdAt", r.name AS "roomName"
       FROM subscription_failures f JOIN rooms r ON r.id = f.room_id WHERE f.subscription_id = $1 AND f.event_id = $2`,
      [subscriptionId, eventId],
    );
    return failure;
  }

  async remove(subscriptionId: string, eventId: string): Promise<void> {
    await this.database.query(`DELETE FROM subscription_failures WHERE subscription_id = $1 AND event_id = $2`, [
      subscriptionId,
      eventId,
    ]);
  }
}

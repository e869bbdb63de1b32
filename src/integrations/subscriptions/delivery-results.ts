import { Injectable } from '@nestjs/common';
import { metrics } from '../../common/observability/metrics.ts';
import { type DeliveryOutcome, nextTryAfter, outcomeOf, type ReceiverAnswer } from './delivery-answer.policy.ts';
import type { RoomEvent } from './room-event.view.ts';
import type { DueRoom } from './subscription-cursors.repository.ts';
import { SubscriptionFailuresRepository } from './subscription-failures.repository.ts';
import { SubscriptionStops } from './subscription-stops.ts';
import { SubscriptionsRepository } from './subscriptions.repository.ts';

/** Between two notes of when an event was last delivered: with each of them the row would be written. */
const NOTED_EVERY_MS = 60_000;

/** Follows the answers of receivers. */
@Injectable()
export class DeliveryResults {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly failures: SubscriptionFailuresRepository,
    private readonly stops: SubscriptionStops,
  ) {}

  /** The room as it is known now, if its next event follows. */
  async follow(room: DueRoom, event: RoomEvent, answer: ReceiverAnswer): Promise<DueRoom | undefined> {
    const outcome = outcomeOf(answer);
    metrics.webhookDeliveries.inc({ outcome });
    if (outcome === 'away') await this.noteAway(room, answer);
    if (outcome === 'gone') await this.stops.stop(room.id, 'gone');
    if (outcome === 'refused') await this.setAside(room, event, answer);
    return outcome === 'delivered' || outcome === 'refused' ? this.noteAnswered(room, outcome) : undefined;
  }

  /** Whoever refuses an event is there, too. */
  private async noteAnswered(room: DueRoom, outcome: DeliveryOutcome): Promise<DueRoom> {
    const notedAt = room.lastDeliveredAt?.getTime() ?? 0;
    const isDue = outcome === 'delivered' && Date.now() - notedAt > NOTED_EVERY_MS;
    if (room.failures === 0 && !isDue) return room;
    await this.subscriptions.noteAnswered(room.id, outcome === 'delivered');
    return { ...room, failures: 0, failingSince: null, lastDeliveredAt: isDue ? new Date() : room.lastDeliveredAt };
  }

  private async setAside({ id: subscriptionId, roomId }: DueRoom, event: RoomEvent, { status }: ReceiverAnswer) {
    const { id: eventId, type, messageId } = event;
    await this.failures.put({ subscriptionId, eventId, type, roomId, messageId, status });
  }

  private async noteAway({ id, failures, failingSince }: DueRoom, answer: ReceiverAnswer): Promise<void> {
    const lastsMs = failingSince ? Date.now() - failingSince.getTime() : 0;
    const afterMs = nextTryAfter(answer, { failures: failures + 1, lastsMs }, Math.random());
    if (afterMs === undefined) await this.stops.stop(id, 'away');
    else await this.subscriptions.noteAway(id, failures, afterMs);
  }
}

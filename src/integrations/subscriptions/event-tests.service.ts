import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { metrics } from '../../common/observability/metrics.ts';
import { Problem } from '../../common/problem.ts';
import { outcomeOf } from './delivery-answer.policy.ts';
import { EventDelivery } from './event-delivery.ts';
import { pingEvent, type RoomEvent } from './room-event.view.ts';
import { SubscriptionAccess } from './subscription-access.ts';
import { SubscriptionSender } from './subscription-sender.ts';
import type { SubscriptionTest } from './subscriptions.dto.ts';
import { SubscriptionsRepository } from './subscriptions.repository.ts';

/** Sends events by hand, and tells how they were answered. */
@Injectable()
export class EventTests {
  constructor(
    private readonly access: SubscriptionAccess,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly delivery: EventDelivery,
    private readonly sender: SubscriptionSender,
    private readonly rates: RateLimits,
  ) {}

  /** @throws Problem `not_found`, `forbidden`, `too_many_requests` */
  async ping(caller: Caller, subscriptionId: string): Promise<SubscriptionTest> {
    await this.access.find(caller, subscriptionId, 'change');
    return this.send(caller, subscriptionId, pingEvent(subscriptionId, randomUUID()));
  }

  /** A receiver that takes it is back: what has waited for it follows at once. @param roomName for the form of Slack */
  async send(caller: Caller, subscriptionId: string, event: RoomEvent, roomName = ''): Promise<SubscriptionTest> {
    await this.rates.take('subscriptionTest', caller.userId);
    const receiver = await this.subscriptions.receiver(subscriptionId);
    if (!receiver) throw new Problem('not_found', 'There is no such subscription');
    const answer = await this.delivery.deliver(receiver, event, roomName);
    const outcome = outcomeOf(answer);
    metrics.webhookDeliveries.inc({ outcome });
    const ok = outcome === 'delivered';
    if (ok) {
      await this.subscriptions.noteAnswered(subscriptionId, true);
      this.sender.wake();
    }
    return { status: answer.isCut ? null : answer.status || null, ok };
  }
}

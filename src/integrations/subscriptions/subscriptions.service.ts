import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { EventTransport } from './event-transport.ts';
import { SubscriptionAccess } from './subscription-access.ts';
import { SubscriptionBots } from './subscription-bots.ts';
import { SubscriptionCreation } from './subscription-creation.service.ts';
import { formatProblem } from './subscriptions.policy.ts';
import { subscriptionView } from './subscription.view.ts';
import type { MadeSubscription, NewSubscription, Subscription } from './subscriptions.dto.ts';
import { SubscriptionsRepository } from './subscriptions.repository.ts';

/** Subscriptions: making, listing and deleting them. `SubscriptionChanges` changes them. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly access: SubscriptionAccess,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly creation: SubscriptionCreation,
    private readonly bots: SubscriptionBots,
    private readonly transport: EventTransport,
    private readonly database: Database,
  ) {}

  /** Those that the caller may see; to administrators all. */
  async list(caller: Caller): Promise<Subscription[]> {
    return (await this.access.visible(caller, await this.subscriptions.list())).map(subscriptionView);
  }

  /**
   * @throws Problem `room_not_found`, `not_found` for an unknown bot, `forbidden`, or `invalid_input` for an address that
   *   nothing can be sent to
   */
  async make(caller: Caller, input: NewSubscription): Promise<MadeSubscription> {
    // A bot that makes bots, or lets others read what it reads, is nobody's to answer for.
    if (caller.bot) throw new Problem('forbidden', 'People have events sent away; a bot does not');
    const problem = formatProblem(input.format ?? 'parley', input.events);
    if (problem) throw new Problem('invalid_input', undefined, { events: [problem] });
    await this.access.assertMayManageRooms(caller, input.roomIds);
    if (input.botId !== undefined) await this.bots.assertMayUse(caller, input.botId);
    await this.transport.assertReachable(input.url);
    const { id, secret } = await this.creation.create(caller, input);
    const made = await this.subscriptions.byId(id);
    if (!made) throw new Problem('not_found', 'There is no such subscription');
    return { subscription: subscriptionView(made), secret };
  }

  /** Its bot stays: it may have tokens, and belongs to who has made it. */
  async remove(caller: Caller, id: string): Promise<void> {
    const { name, botId } = await this.access.find(caller, id, 'stop');
    await this.database.transaction(async (tx) => {
      await this.subscriptions.remove(tx, id);
      const detail = { subscription: id, name };
      await recordAct(tx, 'subscription_deleted', { actorId: caller.userId, targetId: botId, detail });
    });
  }
}

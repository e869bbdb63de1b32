import { Injectable } from '@nestjs/common';
import { AccountDeleted } from '../../auth/accounts/account-events.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { Retention } from '../../common/retention.ts';
import { SubscriptionsRepository } from './subscriptions.repository.ts';

/** Days that an event which was set aside can be sent again. */
const KEPT_DAYS = 7;

/** Removes what was set aside after a week, and subscriptions with their bot. */
@Injectable()
export class SubscriptionCleanup {
  constructor(subscriptions: SubscriptionsRepository, events: DomainEvents, retention: Retention) {
    events.on(AccountDeleted, ({ userId }) => subscriptions.removeOfBot(userId));
    retention.add(
      { table: 'subscription_failures', due: `created_at < now() - interval '${KEPT_DAYS} days'` },
      // Where the process ended between the bot and them.
      {
        table: 'subscriptions',
        due: `EXISTS (SELECT FROM users b WHERE b.id = subscriptions.bot_id AND b.deleted_at IS NOT NULL)`,
      },
    );
  }
}

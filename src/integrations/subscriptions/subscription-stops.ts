import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import { hasEmail } from '../../auth/accounts/account-mails.ts';
import { ownerIdOf } from '../../auth/tokens/token-owner.ts';
import { Config } from '../../common/config.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { MailService } from '../../mail/mail.service.ts';
import { recipientOf } from '../../users/recipient.ts';
import { UserEntity } from '../../users/user.entity.ts';
import type { DisabledReason } from './subscriptions.dto.ts';
import { type StoppedSubscription, SubscriptionsRepository } from './subscriptions.repository.ts';

/** Why a subscription is switched off by itself. */
export type StopReason = Extract<DisabledReason, 'gone' | 'away' | 'token_ended'>;

/** Switches subscriptions off, and mails who answers for one whose receiver is no more. What waits stays where it is. */
@Injectable()
export class SubscriptionStops {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly mails: MailService,
    private readonly config: Config,
    private readonly database: Database,
  ) {}

  async stop(id: string, reason: StopReason): Promise<void> {
    const mailId = await this.database.transaction(async (tx) => {
      const stopped = await this.subscriptions.stop(tx, id, reason);
      return stopped && this.record(tx, stopped, reason);
    });
    if (mailId !== undefined) this.mails.dispatch(mailId);
  }

  private async record(tx: Tx, stopped: StoppedSubscription, reason: StopReason): Promise<string | undefined> {
    const { id: subscription, name, botId } = stopped;
    const { host } = new URL(stopped.url);
    await recordAct(tx, 'subscription_disabled', { targetId: botId, detail: { subscription, name, host, reason } });
    if (reason === 'token_ended') return undefined;
    const bot = await tx.findOneBy(UserEntity, { id: botId });
    const owner = bot && (await tx.findOneBy(UserEntity, { id: ownerIdOf(bot) }));
    if (!hasEmail(owner) || owner.disabledAt) return undefined;
    const values = { name: owner.displayName, subscription: name, host, url: this.config.linkUrl };
    return this.mails.enqueue(tx, recipientOf(owner), 'subscription-disabled', values);
  }
}

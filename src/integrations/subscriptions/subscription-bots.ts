import { HttpStatus, Injectable } from '@nestjs/common';
import { BotAccounts } from '../../auth/bots/bot-accounts.ts';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { MembershipService } from '../../rooms/members/membership.service.ts';
import { BotAccess } from '../bots/bot-access.ts';
import { BotsService } from '../bots/bots.service.ts';
import { SubscriptionAccess } from './subscription-access.ts';

/** The bots that subscriptions belong to: what they may read is sent. */
@Injectable()
export class SubscriptionBots {
  constructor(
    private readonly access: SubscriptionAccess,
    private readonly botAccess: BotAccess,
    private readonly bots: BotsService,
    private readonly accounts: BotAccounts,
    private readonly membership: MembershipService,
  ) {}

  /**
   * Who receives what a bot reads reads as the bot, as who has a token of it.
   * @throws Problem `not_found`, `forbidden` for a bot of somebody else
   */
  async assertMayUse(caller: Caller, botId: string): Promise<void> {
    await this.botAccess.find(caller, botId, 'make-token');
  }

  /** A free user name for the bot of a subscription. Call it outside of the transaction that creates it. */
  usernameFor(name: string): Promise<string> {
    return this.accounts.suggestUsername(name);
  }

  /** @throws Problem `forbidden` for a bot too many */
  async create(tx: Tx, caller: Caller, names: { username: string; displayName: string }): Promise<string> {
    return (await this.bots.create(tx, caller.userId, names)).id;
  }

  /** Puts a bot into those of the rooms that the caller may still add it to. */
  async join(caller: Caller, roomIds: readonly string[], botId: string): Promise<void> {
    const member = { userId: botId, role: 'member', bot: true, byId: caller.userId } as const;
    for (const roomId of roomIds)
      try {
        await this.membership.addInvited(roomId, member, (tx) => this.access.assertMayManageLocked(tx, caller, roomId));
      } catch (error) {
        // The room is gone meanwhile, say: nothing is told of it then.
        if (!(error instanceof Problem) || error.status >= HttpStatus.INTERNAL_SERVER_ERROR.valueOf()) throw error;
      }
  }
}

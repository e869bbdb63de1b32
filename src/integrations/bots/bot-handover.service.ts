import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import { SessionsService } from '../../auth/sessions/sessions.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { MembershipService } from '../../rooms/members/membership.service.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { mayBeContacted } from '../../users/users.policy.ts';
import { BotAccess } from './bot-access.ts';
import { BotsRepository } from './bots.repository.ts';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository.ts';

const unknownOwner = () =>
  new Problem('user_not_found', undefined, { ownerId: ['has no account that is not disabled'] });

/**
 * Gives bots to other people. A new owner makes tokens of their own, so that the bot must not read for them what they may not
 * read: its tokens end, its subscriptions are switched off, since they send to whom its former owner has chosen, and it leaves the
 * private rooms that they are not in. It is stopped until that is done.
 */
@Injectable()
export class BotHandoverService {
  constructor(
    private readonly access: BotAccess,
    private readonly bots: BotsRepository,
    private readonly sessions: SessionsService,
    private readonly membership: MembershipService,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly database: Database,
  ) {}

  /** @throws Problem `not_found`, `forbidden`, or `user_not_found` for a person who cannot answer for a bot */
  async handOver(caller: Caller, id: string, ownerId: string): Promise<void> {
    const staysStopped = await this.stop(caller, id, ownerId);
    for (const roomId of await this.bots.privateRoomsWithout(id, ownerId))
      await this.membership.remove(roomId, { event: 'member_left', userId: id }, { promotesSuccessor: true });
    await this.database.transaction(async (tx) => {
      const owner = await tx.findOne(UserEntity, { where: { id: ownerId }, lock: { mode: 'for_no_key_update' } });
      if (!owner || owner.disabledAt) throw unknownOwner();
      const bot = this.access.authorize(caller, await this.bots.lockById(tx, id), 'hand-over');
      const disabledAt = staysStopped ? bot.disabledAt : null;
      await this.bots.update(tx, id, { botOwnerId: ownerId, disabledAt });
      const detail = { bot: bot.username, from: bot.botOwnerId };
      await recordAct(tx, 'bot_handed_over', { actorId: caller.userId, targetId: ownerId, detail });
    });
  }

  /** Whether the bot stays stopped with its new owner: its owner has stopped it, who could let it go on. */
  private async stop(caller: Caller, id: string, ownerId: string): Promise<boolean> {
    const { ended, staysStopped } = await this.database.transaction(async (tx) => {
      const bot = this.access.authorize(caller, await this.bots.lockById(tx, id), 'hand-over');
      const owner = await tx.findOneBy(UserEntity, { id: ownerId });
      if (!owner || owner.kind === 'bot' || !mayBeContacted(owner)) throw unknownOwner();
      const before = await tx.findOneBy(UserEntity, { id: bot.botOwnerId });
      if (!bot.disabledAt) await this.bots.update(tx, id, { disabledAt: new Date() });
      for (const { id: subscription, name } of await this.subscriptions.stopOfBot(tx, id)) {
        const detail = { subscription, name, reason: 'handed_over' };
        await recordAct(tx, 'subscription_disabled', { actorId: caller.userId, targetId: id, detail });
      }
      return {
        ended: await this.sessions.endAllIn(tx, id, 'revoked'),
        staysStopped: bot.disabledAt !== null && before?.disabledAt === null,
      };
    });
    this.sessions.announceEnd(ended);
    return staysStopped;
  }
}

import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import { BotAccounts } from '../../auth/bots/bot-accounts.ts';
import { SessionsService } from '../../auth/sessions/sessions.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { BotAccess } from './bot-access.ts';
import { botView } from './bot.view.ts';
import type { Bot, ChangeBot } from './bots.dto.ts';
import { BotsRepository } from './bots.repository.ts';

/** Renames bots, stops them and lets them go on. `BotHandoverService` gives them to others. */
@Injectable()
export class BotChangesService {
  constructor(
    private readonly access: BotAccess,
    private readonly bots: BotsRepository,
    private readonly accounts: BotAccounts,
    private readonly sessions: SessionsService,
    private readonly database: Database,
  ) {}

  /** @throws Problem `not_found`, or `forbidden`, also for a bot whose owner is disabled and that shall go on */
  async apply(caller: Caller, id: string, change: Pick<ChangeBot, 'displayName' | 'disabled'>): Promise<Bot> {
    const { displayName, disabled } = change;
    const { botOwnerId } = await this.access.find(caller, id, 'see');
    const ended = await this.database.transaction(async (tx) => {
      // Owners before their bots, as everywhere: no two changes wait for each other.
      const isOwnerActive = disabled !== false || (await lockIfActive(tx, botOwnerId));
      const bot = this.access.authorize(caller, await this.bots.lockById(tx, id), 'see');
      if (displayName !== undefined) {
        this.access.authorize(caller, bot, 'rename');
        await this.accounts.rename(tx, id, displayName);
      }
      if (Object.keys(change).length) {
        const detail = { username: bot.username, fields: Object.keys(change).join(' ') };
        await recordAct(tx, 'bot_changed', { actorId: caller.userId, targetId: id, detail });
      }
      if (disabled === undefined || disabled === (bot.disabledAt !== null)) return undefined;
      this.access.authorize(caller, bot, 'disable');
      if (!isOwnerActive || bot.botOwnerId !== botOwnerId)
        throw new Problem('forbidden', 'The account of its owner is disabled; give the bot to another person first');
      await this.bots.update(tx, id, { disabledAt: disabled ? new Date() : null });
      return disabled ? this.sessions.endAllIn(tx, id, 'account_disabled') : undefined;
    });
    if (ended) this.sessions.announceEnd(ended);
    const bot = await this.access.find(caller, id, 'see');
    if (displayName !== undefined) await this.accounts.announce(bot);
    return botView(bot);
  }
}

/** Whether this account is not disabled, nor will be before the transaction ends. */
async function lockIfActive(tx: Tx, ownerId: string): Promise<boolean> {
  const owner = await tx.findOne(UserEntity, { where: { id: ownerId }, lock: { mode: 'for_no_key_update' } });
  return owner?.disabledAt === null;
}

import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import { BotAccounts } from '../../auth/bots/bot-accounts.ts';
import { rethrowUsernameTaken } from '../../auth/registration/username-availability.ts';
import { lockMember } from '../../auth/second-factor/lock-member.ts';
import { TokenCreationAccess } from '../../auth/tokens/token-creation-access.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { cursorKeys, page } from '../../common/page.ts';
import { Problem } from '../../common/problem.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { BotAccess } from './bot-access.ts';
import { botView, type OwnedBot } from './bot.view.ts';
import type { ConnectedRoom } from '../connected-room.dto.ts';
import type { Bot, BotPage, FindBots, NewBot } from './bots.dto.ts';
import { maxBots, maySeeAllBots } from './bots.policy.ts';
import { BotsRepository } from './bots.repository.ts';

/** The bots of people: making, finding and deleting them. `BotChangesService` changes them. */
@Injectable()
export class BotsService {
  constructor(
    private readonly access: BotAccess,
    private readonly tokens: TokenCreationAccess,
    private readonly bots: BotsRepository,
    private readonly accounts: BotAccounts,
    private readonly database: Database,
  ) {}

  async list(caller: Caller, { limit = 50, cursor, mine = false }: FindBots): Promise<BotPage> {
    this.tokens.assertAvailable(caller.role);
    const ownerId = maySeeAllBots(caller.role) && !mine ? undefined : caller.userId;
    const rows = await this.bots.list(ownerId, limit, cursorKeys(cursor, ['id'], ['']));
    const { items, next } = page(rows, limit, ({ id }) => [id]);
    return { items: items.map(botView), next };
  }

  /** The rooms a bot is in. @throws Problem `not_found` */
  async rooms(caller: Caller, id: string): Promise<ConnectedRoom[]> {
    await this.access.find(caller, id, 'see');
    return this.bots.rooms(id);
  }

  /** @throws Problem `not_available`, `username_taken`, or `forbidden`, also for a bot too many */
  async make(caller: Caller, { username, displayName = username }: NewBot): Promise<Bot> {
    this.tokens.assertAvailable(caller.role);
    await this.accounts.assertAvailable(username);
    const bot = await this.database
      .transaction((tx) => this.create(tx, caller.userId, { username, displayName }))
      .catch(rethrowUsernameTaken);
    return botView(bot as OwnedBot);
  }

  /**
   * Breaks the transaction when the user name is taken meanwhile.
   * @throws Problem `forbidden` for a bot too many
   */
  async create(tx: Tx, ownerId: string, names: Required<NewBot>): Promise<UserEntity> {
    // The lock counts those that are made at the same moment.
    const owner = await lockMember(tx, ownerId);
    const max = maxBots(owner.role);
    if ((await this.bots.count(tx, ownerId)) >= max)
      throw new Problem('forbidden', `You have ${max} bots, as many as fit; delete one first`);
    const bot = await this.accounts.create(tx, { ...names, ownerId });
    const detail = { username: bot.username };
    await recordAct(tx, 'bot_made', { actorId: ownerId, targetId: bot.id, detail });
    return bot;
  }

  /** Its messages stay, of "Deleted bot". */
  async remove(caller: Caller, id: string): Promise<void> {
    const deleted = await this.database.transaction(async (tx) => {
      const bot = this.access.authorize(caller, await this.bots.lockById(tx, id), 'delete');
      const detail = { username: bot.username };
      await recordAct(tx, 'bot_deleted', { actorId: caller.userId, targetId: id, detail });
      return this.accounts.remove(tx, id);
    });
    await this.accounts.announceRemoval(deleted);
  }
}

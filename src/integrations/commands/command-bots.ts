import { Injectable } from '@nestjs/common';
import type { DeletedAccount } from '../../auth/accounts/account-anonymizer.ts';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { BotAccess } from '../bots/bot-access.ts';
import { HookBots } from '../hooks/hook-bots.ts';

/** The bots through which services answer: made for a command, or of its maker. */
@Injectable()
export class CommandBots {
  constructor(
    private readonly bots: HookBots,
    private readonly access: BotAccess,
  ) {}

  /** @throws Problem `not_found` for a bot that is not the caller's, `forbidden` for one that is another's */
  async assertOwned(caller: Caller, botId: string): Promise<void> {
    const { botOwnerId } = await this.access.find(caller, botId, 'see');
    if (botOwnerId !== caller.userId) throw new Problem('forbidden', 'Only a bot of your own answers your command');
  }

  /** Call it outside of the transaction that creates it. */
  usernameFor(name: string): Promise<string> {
    return this.bots.usernameFor(name);
  }

  create(tx: Tx, name: string, username: string): Promise<string> {
    return this.bots.create(tx, name, username);
  }

  join(caller: Caller, roomId: string, botId: string): Promise<void> {
    return this.bots.join(caller, roomId, botId);
  }

  /** It leaves its rooms after the commit, by `announceRemoval`. */
  remove(tx: Tx, botId: string): Promise<DeletedAccount> {
    return this.bots.remove(tx, botId);
  }

  announceRemoval(deleted: DeletedAccount): Promise<void> {
    return this.bots.announceRemoval(deleted);
  }
}

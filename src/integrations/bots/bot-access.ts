import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import type { OwnedBot } from './bot.view.ts';
import { type BotAction, mayBot } from './bots.policy.ts';
import { BotsRepository } from './bots.repository.ts';

/** Who may do what with a bot. */
@Injectable()
export class BotAccess {
  constructor(private readonly bots: BotsRepository) {}

  /** @throws Problem `not_found` for a bot that is not there or none of the caller's business, `forbidden` */
  async find(caller: Caller, id: string, action: BotAction): Promise<OwnedBot> {
    return this.authorize(caller, await this.bots.byId(id), action);
  }

  /** The same for a bot that was read under a lock. */
  authorize({ userId, role }: Caller, bot: OwnedBot | undefined, action: BotAction): OwnedBot {
    const mine = { role, isOwner: bot?.botOwnerId === userId };
    if (!bot || !mayBot('see', mine)) throw new Problem('not_found', 'There is no such bot');
    if (mayBot(action, mine)) return bot;
    throw new Problem(
      'forbidden',
      action === 'hand-over' ? 'Administrators give bots to others' : 'The owner of a bot alone makes its tokens',
    );
  }
}

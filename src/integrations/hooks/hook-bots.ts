import { Injectable } from '@nestjs/common';
import { BotAccounts } from '../../auth/bots/bot-accounts.ts';
import type { DeletedAccount } from '../../auth/accounts/account-anonymizer.ts';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { MembershipService } from '../../rooms/members/membership.service.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { HookAccess } from './hook-access.ts';

/** The bots without an owner: a hook has one, which writes what it brings to its room, and so has a command kept to rooms. */
@Injectable()
export class HookBots {
  constructor(
    private readonly access: HookAccess,
    private readonly accounts: BotAccounts,
    private readonly membership: MembershipService,
    private readonly users: UsersRepository,
  ) {}

  /** A free user name for the bot of a hook. Call it outside of the transaction that creates it. */
  usernameFor(name: string): Promise<string> {
    return this.accounts.suggestUsername(name);
  }

  async create(tx: Tx, name: string, username: string): Promise<string> {
    return (await this.accounts.create(tx, { username, displayName: name, ownerId: null })).id;
  }

  /** Puts a bot into the room of its hook, where it stays until it is removed. */
  async join(caller: Caller, roomId: string, botId: string): Promise<void> {
    const member = { userId: botId, role: 'member', bot: true, byId: caller.userId } as const;
    await this.membership.addInvited(roomId, member, (tx) => this.access.assertMayManageLocked(tx, caller, roomId));
  }

  rename(tx: Tx, botId: string, name: string): Promise<void> {
    return this.accounts.rename(tx, botId, name);
  }

  /** It leaves its room after the commit, by `announceRemoval`. */
  remove(tx: Tx, botId: string): Promise<DeletedAccount> {
    return this.accounts.remove(tx, botId);
  }

  announceRemoval(deleted: DeletedAccount): Promise<void> {
    return this.accounts.announceRemoval(deleted);
  }

  async announce(botId: string): Promise<void> {
    const bot = await this.users.byId(botId);
    if (!bot) throw new Problem('user_not_found');
    await this.accounts.announce(bot);
  }
}

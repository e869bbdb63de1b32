import { Injectable } from '@nestjs/common';
import { BotAccounts } from '../../auth/bots/bot-accounts.ts';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { MembershipService } from '../../rooms/members/membership.service.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { HookAccess } from './hook-access.ts';

/** The bots that write what hooks bring: each hook has one, a member of its room. */
@Injectable()
export class HookBots {
  constructor(
    private readonly access: HookAccess,
    private readonly accounts: BotAccounts,
    private readonly membership: MembershipService,
    private readonly users: UsersRepository,
  ) {}

  async create(tx: Tx, name: string): Promise<string> {
    return (await this.accounts.create(tx, { displayName: name, ownerId: null })).id;
  }

  /** Puts a bot into the room of its hook, where it stays until it is removed. */
  async join(caller: Caller, roomId: string, botId: string): Promise<void> {
    const member = { userId: botId, role: 'member', byId: caller.userId } as const;
    await this.membership.addInvited(roomId, member, (tx) => this.access.assertMayManageLocked(tx, caller, roomId));
  }

  rename(tx: Tx, botId: string, name: string): Promise<void> {
    return this.accounts.rename(tx, botId, name);
  }

  /** Its membership ends by itself, as that of a deleted account. */
  async remove(tx: Tx, botId: string): Promise<void> {
    await this.accounts.remove(tx, botId);
  }

  async leave(roomId: string, botId: string): Promise<void> {
    await this.membership.remove(roomId, { event: 'member_left', userId: botId });
  }

  async announce(botId: string): Promise<void> {
    const bot = await this.users.byId(botId);
    if (!bot) throw new Problem('user_not_found');
    await this.accounts.announce(bot);
  }
}

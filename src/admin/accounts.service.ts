import { Injectable } from '@nestjs/common';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import type { Caller } from '../common/caller.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { mayManagePeople, maySeeAccounts } from '../shared/admin.policy.ts';
import type { UserEntity } from '../users/user.entity.ts';
import { summaryOf } from '../users/user.view.ts';
import type { UserSummary } from '../users/users.dto.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { accountView } from './account.view.ts';
import type { Account, AccountPage, FindAccounts } from './admin.dto.ts';

/** Finds accounts for moderators and administrators. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly users: UsersRepository,
    private readonly online: PresenceHeartbeat,
  ) {}

  async list(caller: Caller, { q = '', role, limit = 50, cursor }: FindAccounts): Promise<AccountPage> {
    if (!maySeeAccounts(caller.role)) throw new Problem('forbidden');
    const rows = await this.users.accounts(q, role, limit, cursorKeys(cursor, ['id'], ['']));
    const views = await this.views(caller, rows);
    return { ...page(views, limit, ({ id }) => [id]), total: await this.users.countAccounts(q, role) };
  }

  async get(caller: Caller, userId: string): Promise<UserEntity> {
    if (!maySeeAccounts(caller.role)) throw new Problem('forbidden');
    const user = await this.users.byId(userId);
    if (!user || user.deletedAt) throw new Problem('user_not_found');
    return user;
  }

  async summaries(userIds: Iterable<string>): Promise<UserSummary[]> {
    return (await this.users.byIds([...new Set(userIds)])).map(summaryOf);
  }

  async view(caller: Caller, user: UserEntity): Promise<Account> {
    const stored = await this.storedBytes(caller, [user]);
    return accountView(user, this.online.availabilityOf(user.id), stored(user.id));
  }

  private async views(caller: Caller, users: UserEntity[]): Promise<Account[]> {
    const stored = await this.storedBytes(caller, users);
    return users.map((user) => accountView(user, this.online.availabilityOf(user.id), stored(user.id)));
  }

  /** How much each of these people stores, for administrators. */
  private async storedBytes(caller: Caller, users: UserEntity[]): Promise<(id: string) => number | null> {
    if (!mayManagePeople(caller.role)) return () => null;
    const stored = await this.users.storedBytes(users.map(({ id }) => id));
    return (id) => stored.get(id) ?? 0;
  }
}

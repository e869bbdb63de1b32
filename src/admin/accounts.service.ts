import { Injectable } from '@nestjs/common';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { FactorsRepository } from '../auth/second-factor/factors.repository.ts';
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

type KnownToAdmins = Pick<Account, 'storedBytes' | 'secondFactor'>;

/** Finds accounts for moderators and administrators. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly users: UsersRepository,
    private readonly factors: FactorsRepository,
    private readonly online: PresenceHeartbeat,
  ) {}

  async list(caller: Caller, { q = '', role, secondFactor, limit = 50, cursor }: FindAccounts): Promise<AccountPage> {
    if (!maySeeAccounts(caller.role)) throw new Problem('forbidden');
    if (secondFactor && !mayManagePeople(caller.role))
      throw new Problem('forbidden', 'Administrators alone see who has a second factor');
    const filter = { q, role, secondFactor };
    const rows = await this.users.accounts(filter, limit, cursorKeys(cursor, ['id'], ['']));
    const views = await this.views(caller, rows);
    return { ...page(views, limit, ({ id }) => [id]), total: await this.users.countAccounts(filter) };
  }

  async get(caller: Caller, userId: string): Promise<UserEntity> {
    if (!maySeeAccounts(caller.role)) throw new Problem('forbidden');
    const user = await this.users.byId(userId);
    if (!user || user.deletedAt || user.kind === 'bot') throw new Problem('user_not_found');
    return user;
  }

  async summaries(userIds: Iterable<string>): Promise<UserSummary[]> {
    return (await this.users.byIds([...new Set(userIds)])).map(summaryOf);
  }

  async view(caller: Caller, user: UserEntity): Promise<Account> {
    const known = await this.knownToAdmins(caller, [user]);
    return accountView(user, this.online.availabilityOf(user.id), known(user.id));
  }

  private async views(caller: Caller, users: UserEntity[]): Promise<Account[]> {
    const known = await this.knownToAdmins(caller, users);
    return users.map((user) => accountView(user, this.online.availabilityOf(user.id), known(user.id)));
  }

  /** What administrators alone see of these people. */
  private async knownToAdmins(caller: Caller, users: UserEntity[]): Promise<(id: string) => KnownToAdmins> {
    if (!mayManagePeople(caller.role)) return () => ({ storedBytes: null, secondFactor: null });
    const ids = users.map(({ id }) => id);
    const [stored, having] = [await this.users.storedBytes(ids), await this.factors.having(ids)];
    return (id) => ({ storedBytes: stored.get(id) ?? 0, secondFactor: having.has(id) ? 'set' : 'none' });
  }
}

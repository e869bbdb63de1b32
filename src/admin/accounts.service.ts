import { Injectable } from '@nestjs/common';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { AccountSignInReader } from '../auth/accounts/account-sign-in-reader.ts';
import type { Caller } from '../common/caller.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { mayManagePeople, maySeeAccounts } from '../shared/admin.policy.ts';
import type { UserEntity } from '../users/user.entity.ts';
import { summaryOf } from '../users/user.view.ts';
import type { UserSummary } from '../users/users.dto.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { accountView, type KnownToAdmins } from './account.view.ts';
import type { Account, AccountPage, FindAccounts } from './admin.dto.ts';

const HIDDEN: KnownToAdmins = { storedBytes: null, secondFactor: null, secondFactors: null, by: null, managedBy: null };

/** Finds accounts for moderators and administrators. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly users: UsersRepository,
    private readonly signIns: AccountSignInReader,
    private readonly online: PresenceHeartbeat,
  ) {}

  async list(caller: Caller, query: FindAccounts): Promise<AccountPage> {
    const { q = '', role, secondFactor, provider, limit = 50, cursor } = query;
    if (!maySeeAccounts(caller.role)) throw new Problem('forbidden');
    if ((secondFactor ?? provider) && !mayManagePeople(caller.role))
      throw new Problem('forbidden', 'Administrators alone see how people sign in');
    const filter = { q, role, secondFactor, provider };
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
    if (!mayManagePeople(caller.role)) return () => HIDDEN;
    const ids = users.map(({ id }) => id);
    const [stored, signIns] = [await this.users.storedBytes(ids), await this.signIns.of(ids)];
    return (id) => {
      const { by, secondFactors, managedBy } = signIns.get(id) ?? { by: [], secondFactors: [], managedBy: null };
      const secondFactor = secondFactors.length ? 'set' : 'none';
      return { storedBytes: stored.get(id) ?? 0, secondFactor, secondFactors, by, managedBy };
    };
  }
}

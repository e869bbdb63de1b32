import { inject, Injectable } from '@angular/core';
import type {
  Account,
  AccountPage,
  AddedPerson,
  AddPerson,
  CorrectAccount,
  PasswordLink,
  UpdateAccount,
} from '@api/admin/admin.dto.ts';
import type { AttentionCounts } from '@api/notifications/attention/attention.dto.ts';
import type { AuditAction, AuditPage } from '@api/audit/audit.dto.ts';
import type { Role } from '@api/shared/roles.ts';
import { Api } from '../../api/api.ts';

export interface AccountFilter {
  q: string;
  role: Role | '';
  secondFactor?: 'none' | 'set';
  /** The id of a provider that signs people in. */
  provider?: string;
}

export interface AuditFilter {
  action: AuditAction | '';
  userId: string;
  /** Times; empty for no bound. */
  from: string;
  to: string;
}

/** Administration of accounts and the audit log. */
@Injectable({ providedIn: 'root' })
export class AccountsAdminApi {
  private readonly api = inject(Api);

  find(filter: AccountFilter, cursor?: string): Promise<AccountPage> {
    return this.api.get<AccountPage>('/admin/users', { ...filter, cursor });
  }

  update(id: string, changes: UpdateAccount): Promise<Account> {
    return this.api.patch<Account>(`/admin/users/${id}`, changes);
  }

  /** The answer holds a link that is not told again. */
  add(person: AddPerson): Promise<AddedPerson> {
    return this.api.post<AddedPerson>('/admin/users', person);
  }

  /** Corrects the address and the names of another account. */
  correct(id: string, changes: CorrectAccount): Promise<Account> {
    return this.api.patch<Account>(`/admin/users/${id}/profile`, changes);
  }

  passwordLink(id: string): Promise<PasswordLink> {
    return this.api.post<PasswordLink>(`/admin/users/${id}/password-link`);
  }

  /** Ends the sessions of the person, who signs in by the password alone again. */
  resetSecondFactor(id: string): Promise<void> {
    return this.api.delete(`/admin/users/${id}/factors`);
  }

  /** @param username typed, so that no other account is deleted */
  erase(id: string, username: string): Promise<void> {
    return this.api.delete(`/admin/users/${id}`, { username });
  }

  endSessions(id: string): Promise<void> {
    return this.api.delete(`/admin/users/${id}/sessions`);
  }

  /** How often a person was or was not notified, and why. */
  attention(userId: string): Promise<AttentionCounts> {
    return this.api.get<AttentionCounts>('/admin/attention', { userId });
  }

  /** Reading the log is itself logged. */
  audit({ action, userId, from, to }: AuditFilter, cursor?: string, limit?: number): Promise<AuditPage> {
    return this.api.get<AuditPage>('/admin/audit', { action, userId, from, to, cursor, limit });
  }
}

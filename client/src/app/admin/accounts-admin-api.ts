import { inject, Injectable } from '@angular/core';
import type { Account, AccountPage, UpdateAccount } from '@api/admin/admin.dto.ts';
import type { AuditAction, AuditPage } from '@api/audit/audit.dto.ts';
import type { Role } from '@api/shared/roles.ts';
import { Api } from '../api/api.ts';

export interface AccountFilter {
  q: string;
  role: Role | '';
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

  find({ q, role }: AccountFilter, cursor?: string): Promise<AccountPage> {
    return this.api.get<AccountPage>('/admin/users', { q, role, cursor });
  }

  update(id: string, changes: UpdateAccount): Promise<Account> {
    return this.api.patch<Account>(`/admin/users/${id}`, changes);
  }

  endSessions(id: string): Promise<void> {
    return this.api.delete(`/admin/users/${id}/sessions`);
  }

  /** Reading the log is itself logged. */
  audit({ action, userId, from, to }: AuditFilter, cursor?: string, limit?: number): Promise<AuditPage> {
    return this.api.get<AuditPage>('/admin/audit', { action, userId, from, to, cursor, limit });
  }
}

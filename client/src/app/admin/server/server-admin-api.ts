import { inject, Injectable } from '@angular/core';
import type { SignInStatus } from '@api/admin/sign-in.dto.ts';
import type { RetriedMails, ServerHealth, TestMail } from '@api/health/server-health.dto.ts';
import { Api } from '../../api/api.ts';

/** Administration of the server itself. */
@Injectable({ providedIn: 'root' })
export class ServerAdminApi {
  private readonly api = inject(Api);

  health(): Promise<ServerHealth> {
    return this.api.get<ServerHealth>('/admin/health');
  }

  signIn(): Promise<SignInStatus> {
    return this.api.get<SignInStatus>('/admin/sign-in');
  }

  /** Sends failed mails again; the audit log records it. */
  retryMails(): Promise<RetriedMails> {
    return this.api.post<RetriedMails>('/admin/mails/retry');
  }

  /** Sends a test mail to the administrator's own address. */
  sendTestMail(): Promise<TestMail> {
    return this.api.post<TestMail>('/admin/mails/test');
  }
}

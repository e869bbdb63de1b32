import { inject, Injectable } from '@angular/core';
import type { RetriedMails, ServerHealth } from '@api/health/server-health.dto.ts';
import { Api } from '../api/api.ts';

/** The server's side of looking after the server itself. */
@Injectable({ providedIn: 'root' })
export class ServerAdminApi {
  private readonly api = inject(Api);

  health(): Promise<ServerHealth> {
    return this.api.get<ServerHealth>('/admin/health');
  }

  /** It is written down in the audit log. */
  retryMails(): Promise<RetriedMails> {
    return this.api.post<RetriedMails>('/admin/mails/retry');
  }
}

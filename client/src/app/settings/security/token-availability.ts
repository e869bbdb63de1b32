import { computed, inject, Injectable } from '@angular/core';
import { mayHaveTokens } from '@api/shared/token-scopes.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { Session } from '../../auth/session.ts';

/** Whether this server has tokens and bots for the reader. */
@Injectable({ providedIn: 'root' })
export class TokenAvailability {
  private readonly server = inject(ServerInfo);
  private readonly session = inject(Session);

  readonly isAvailable = computed(() => {
    const mode = this.server.current()?.tokens;
    const role = this.session.me()?.role;
    return mode !== undefined && role !== undefined && mayHaveTokens(mode, role);
  });
}

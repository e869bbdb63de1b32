import { inject, Injectable, signal } from '@angular/core';
import type { ServerInfo } from '@api/health/server-info.dto.ts';
import { Api } from '../api/api.ts';

/**
 * Finds out whether the server refuses connections from the address of this page. A browser does not tell a refused socket
 * from one that found no server.
 */
@Injectable({ providedIn: 'root' })
export class AddressCheck {
  private readonly api = inject(Api);
  private isAsking = false;
  /** The address to open instead; null while this page's is right, as far as is known. */
  readonly openAt = signal<string | null>(null);

  /** Once at a time; without an answer nothing changes. */
  ask(): void {
    if (this.isAsking) return;
    this.isAsking = true;
    this.api
      .get<ServerInfo>('/server', { origin: location.origin })
      .then(({ openAt }) => this.openAt.set(openAt ?? null))
      .catch(() => undefined)
      .finally(() => (this.isAsking = false));
  }
}

import { inject, Injectable, resource } from '@angular/core';
import type { ServerInfo as Info } from '@api/health/server-info.dto.ts';
import { Api } from '../api/api.ts';

/** What this server allows; readable without signing in. */
@Injectable({ providedIn: 'root' })
export class ServerInfo {
  private readonly api = inject(Api);
  private readonly answer = resource({ loader: () => this.api.get<Info>('/server') });

  /** Null until it is loaded, or if it cannot be. */
  current(): Info | null {
    return this.answer.hasValue() ? this.answer.value() : null;
  }
}

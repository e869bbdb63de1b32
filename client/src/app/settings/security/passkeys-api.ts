import { inject, Injectable } from '@angular/core';
import type { AddPasskey, Passkey, PasskeyAdded, PasskeyCreationOptions } from '@api/auth/passkeys/passkey.dto.ts';
import { Api } from '../../api/api.ts';

/** Requests about the reader's own passkeys. */
@Injectable({ providedIn: 'root' })
export class PasskeysApi {
  private readonly api = inject(Api);

  begin(): Promise<PasskeyCreationOptions> {
    return this.api.post<PasskeyCreationOptions>('/auth/passkeys/options');
  }

  add(passkey: AddPasskey): Promise<PasskeyAdded> {
    return this.api.post<PasskeyAdded>('/auth/passkeys', passkey);
  }

  rename(id: string, name: string): Promise<Passkey> {
    return this.api.patch<Passkey>(`/auth/passkeys/${id}`, { name });
  }

  remove(id: string): Promise<void> {
    return this.api.delete(`/auth/passkeys/${id}`);
  }
}

import { inject, Injectable } from '@angular/core';
import type { Identity, IdentityPage } from '@api/auth/identities/identity.dto.ts';
import { Api } from '../../api/api.ts';

/** Requests about the providers that sign the reader in. */
@Injectable({ providedIn: 'root' })
export class IdentitiesApi {
  private readonly api = inject(Api);

  async list(): Promise<Identity[]> {
    return (await this.api.get<IdentityPage>('/auth/identities')).items;
  }

  disconnect(id: string): Promise<void> {
    return this.api.delete(`/auth/identities/${id}`);
  }
}

import { inject, Injectable } from '@angular/core';
import type { ProviderPage, StartAtProvider } from '@api/auth/providers/oidc.dto.ts';
import { Api } from '../../api/api.ts';

/** Leads to the pages of providers that sign people in. */
@Injectable({ providedIn: 'root' })
export class ProviderPages {
  private readonly api = inject(Api);

  /** Leaves this page; the provider sends the reader back to `input.next`. */
  async open(provider: string, input: StartAtProvider): Promise<void> {
    const { url } = await this.api.post<ProviderPage>(`/auth/oidc/${encodeURIComponent(provider)}/start`, input);
    location.assign(url);
  }
}

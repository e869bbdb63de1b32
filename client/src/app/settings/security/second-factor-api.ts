import { inject, Injectable } from '@angular/core';
import type { Factors, RecoveryCodes, TotpConfirmed, TotpSetup } from '@api/auth/second-factor/second-factor.dto.ts';
import { Api } from '../../api/api.ts';

/** Requests about the reader's own second factor. */
@Injectable({ providedIn: 'root' })
export class SecondFactorApi {
  private readonly api = inject(Api);

  factors(): Promise<Factors> {
    return this.api.get<Factors>('/auth/factors');
  }

  /** A new secret for an app; it counts once a code of it came back. */
  beginTotp(): Promise<TotpSetup> {
    return this.api.post<TotpSetup>('/auth/totp');
  }

  /** The recovery codes that come with a first app, null with another one. */
  async confirmTotp(code: string): Promise<string[] | null> {
    return (await this.api.post<TotpConfirmed>('/auth/totp/confirm', { code })).recoveryCodes;
  }

  removeTotp(): Promise<void> {
    return this.api.delete('/auth/totp');
  }

  async renewRecoveryCodes(): Promise<string[]> {
    return (await this.api.post<RecoveryCodes>('/auth/recovery-codes')).recoveryCodes;
  }
}

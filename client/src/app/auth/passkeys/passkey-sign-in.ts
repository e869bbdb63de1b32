import { inject, Injectable } from '@angular/core';
import type { Login } from '@api/auth/auth.dto.ts';
import type { PasskeyCreationOptions, PasskeyRequestOptions, WebAuthnJson } from '@api/auth/passkeys/passkey.dto.ts';
import type { LoginWithRecoveryCodes } from '@api/auth/second-factor/second-factor.dto.ts';
import { Api } from '../../api/api.ts';
import { Session } from '../session.ts';
import { Passkeys } from './passkeys.ts';

/** Signs in by a passkey: alone, beside a password, or one that is made on the way. */
@Injectable({ providedIn: 'root' })
export class PasskeySignIn {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly passkeys = inject(Passkeys);

  async alone(): Promise<void> {
    await this.give(await this.passkeys.use(await this.ask({})));
  }

  /** Once the reader takes the passkey that the browser offers at the field of the name. False where it offers none. */
  async fromField(): Promise<boolean> {
    if (!(await this.passkeys.areOfferedInFields())) return false;
    await this.give(await this.passkeys.useFromField(await this.ask({})));
    return true;
  }

  async beside(ticket: string): Promise<void> {
    const passkey = await this.passkeys.use(await this.ask({ ticket }));
    await this.session.giveSecondFactor({ ticket, passkey });
  }

  /** @returns the recovery codes, which are shown once */
  async setUp(ticket: string, name: string): Promise<string[]> {
    const path = '/auth/second-factor/setup';
    const options = await this.api.post<PasskeyCreationOptions>(`${path}/options`, { ticket, method: 'passkey' });
    const passkey = await this.passkeys.make(options);
    const login = await this.api.post<LoginWithRecoveryCodes>(path, { ticket, passkey, name });
    this.session.start(login);
    return login.recoveryCodes;
  }

  private ask(of: { ticket?: string }): Promise<PasskeyRequestOptions> {
    return this.api.post<PasskeyRequestOptions>('/auth/passkey/options', of);
  }

  private async give(passkey: WebAuthnJson): Promise<void> {
    this.session.start(await this.api.post<Login>('/auth/passkey', { passkey }));
  }
}

import { Injectable } from '@nestjs/common';
import { UsersRepository } from '../../users/users.repository.ts';
import { SecondFactorPolicy } from '../admission/second-factor-policy.ts';
import { SessionDataReader } from '../sessions/session-data-reader.ts';
import { passkeyView } from '../passkeys/passkey.view.ts';
import { PasskeysRepository } from '../passkeys/passkeys.repository.ts';
import type { Factors } from './second-factor.dto.ts';
import { FactorsRepository } from './factors.repository.ts';

/** How a person signs in and has signed in, without any secret. */
@Injectable()
export class SignInDataReader {
  constructor(
    private readonly sessions: SessionDataReader,
    private readonly factors: FactorsRepository,
    private readonly policy: SecondFactorPolicy,
    private readonly users: UsersRepository,
    private readonly passkeys: PasskeysRepository,
  ) {}

  async of(userId: string) {
    return { ...(await this.sessions.of(userId)), secondFactor: await this.ownFactorsOf(userId) };
  }

  async factorsOf(userId: string): Promise<Factors> {
    return {
      ...(await this.ownFactorsOf(userId)),
      required: this.policy.isRequired((await this.users.byId(userId))?.role ?? 'guest'),
      offered: this.policy.isOffered,
    };
  }

  private async ownFactorsOf(userId: string): Promise<Pick<Factors, 'totp' | 'recoveryCodesLeft' | 'passkeys'>> {
    const totp = await this.factors.totpOf(userId);
    return {
      totp: totp && { since: totp.confirmedAt.toISOString() },
      recoveryCodesLeft: await this.factors.recoveryCodesLeft(userId),
      passkeys: (await this.passkeys.of(userId)).map(passkeyView),
    };
  }
}

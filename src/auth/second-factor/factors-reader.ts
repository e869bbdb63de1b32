import { Injectable } from '@nestjs/common';
import { UsersRepository } from '../../users/users.repository.ts';
import { SecondFactorPolicy } from '../admission/second-factor-policy.ts';
import { passkeyView } from '../passkeys/passkey.view.ts';
import { PasskeysRepository } from '../passkeys/passkeys.repository.ts';
import { FactorsRepository } from './factors.repository.ts';
import type { Factors } from './second-factor.dto.ts';

/** The second factors of a person, without any secret. */
@Injectable()
export class FactorsReader {
  constructor(
    private readonly factors: FactorsRepository,
    private readonly policy: SecondFactorPolicy,
    private readonly users: UsersRepository,
    private readonly passkeys: PasskeysRepository,
  ) {}

  async of(userId: string): Promise<Factors> {
    const user = await this.users.byId(userId);
    return {
      ...(await this.ownOf(userId)),
      password: typeof user?.passwordHash === 'string',
      required: this.policy.isRequired(user?.role ?? 'guest'),
      offered: this.policy.isOffered,
    };
  }

  async ownOf(userId: string): Promise<Pick<Factors, 'totp' | 'recoveryCodesLeft' | 'passkeys'>> {
    const totp = await this.factors.totpOf(userId);
    return {
      totp: totp && { since: totp.confirmedAt.toISOString() },
      recoveryCodesLeft: await this.factors.recoveryCodesLeft(userId),
      passkeys: (await this.passkeys.of(userId)).map(passkeyView),
    };
  }
}

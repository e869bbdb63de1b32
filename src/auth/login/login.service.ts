import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { AdmissionService } from '../admission/admission.service.ts';
import type { SignInStrength } from '../admission/sign-in-proof.dto.ts';
import type { Credentials } from '../auth.dto.ts';
import { lockUnchangedAccount } from '../passwords/unchanged-account.ts';
import { FactorsRepository } from '../second-factor/factors.repository.ts';
import { SecondFactorCheck } from '../second-factor/second-factor-check.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { type CheckedAccount, CredentialCheck } from './credential-check.ts';

/** Signs in with name or address and password. */
@Injectable()
export class LoginService {
  constructor(
    private readonly credentials: CredentialCheck,
    private readonly check: SecondFactorCheck,
    private readonly factors: FactorsRepository,
    private readonly admission: AdmissionService,
    private readonly database: Database,
  ) {}

  /** @throws Problem `second_factor_required` with a ticket, unless the code of the app came along */
  async login({ totp, ...input }: Credentials, device: SignInDevice): Promise<SessionTokens> {
    const checked = await this.credentials.verify(input, device);
    const strength = totp === undefined ? 'password' : await this.strengthWith(checked, totp);
    const admission = await this.database.transaction(async (tx) => {
      const { id } = await lockUnchangedAccount(tx, checked.user);
      if (checked.renewedHash) await tx.update(UserEntity, { id }, { passwordHash: checked.renewedHash });
      return this.admission.admit(tx, id, { by: 'password', strength }, device);
    });
    return this.admission.complete(admission);
  }

  private async strengthWith({ user }: CheckedAccount, totp: string): Promise<SignInStrength> {
    return (await this.factors.totpOf(user.id)) ? this.check.verify(user.id, { totp }) : 'password';
  }
}

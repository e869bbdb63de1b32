import { Injectable } from '@nestjs/common';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { NewAccountAdmission } from '../admission/new-account-admission.ts';
import type { VerifyEmail } from '../auth.dto.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { AccountCreator } from './account-creator.ts';
import type { RegistrationEntity } from './registration.entity.ts';
import { RegistrationProof } from './registration-proof.ts';
import { rethrowUsernameTaken } from './username-availability.ts';

/** Turns a registration into an account when its mailed code comes back, and signs in. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly proof: RegistrationProof,
    private readonly accounts: AccountCreator,
    private readonly admission: NewAccountAdmission,
    private readonly database: Database,
  ) {}

  /**
   * @param secret of the browser, see `RegistrationProof`
   * @throws Problem `invalid_code`, `password_required`, `invalid_credentials`, `registration_closed`, or
   *   `username_taken` when another account got the name meanwhile
   */
  async verifyEmail(input: VerifyEmail, device: SignInDevice, secret?: string): Promise<SessionTokens> {
    this.proof.assertOpen();
    const registration = await this.proof.find(emailKeyOf(input.email), input, secret, device.ip);
    const verified = await this.database
      .transaction((tx) => this.createAccount(tx, registration, device))
      .catch(rethrowUsernameTaken);
    return this.admission.complete(verified);
  }

  private async createAccount(tx: Tx, registration: RegistrationEntity, device: SignInDevice) {
    await this.proof.take(tx, registration);
    const user = await this.accounts.create(tx, registration);
    return this.admission.admit(tx, user, registration.guestId !== null, device);
  }
}

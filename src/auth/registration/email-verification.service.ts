import { Injectable } from '@nestjs/common';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { NewAccountAdmission } from '../admission/new-account-admission.ts';
import type { VerifyEmail } from '../auth.dto.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { AccountCreator } from './account-creator.ts';
import { InvitationAcceptanceService } from '../invitations/invitation-acceptance.service.ts';
import type { InvitationEntity } from '../invitations/invitation.entity.ts';
import type { RegistrationEntity } from './registration.entity.ts';
import { RegistrationProof } from './registration-proof.ts';
import { rethrowUsernameTaken } from './username-availability.ts';
import { isEmailTaken } from '../../users/users.repository.ts';

/** Turns a registration into an account when its mailed code comes back, and signs in. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly proof: RegistrationProof,
    private readonly accounts: AccountCreator,
    private readonly invitations: InvitationAcceptanceService,
    private readonly admission: NewAccountAdmission,
    private readonly database: Database,
  ) {}

  /**
   * @param secret of the browser, see `RegistrationProof`
   * @throws Problem `invalid_code`, `password_required`, `invalid_credentials`, `registration_closed`, `invitation_not_valid`
   *   for a link that was used up or revoked meanwhile, or `username_taken` when another account got the name meanwhile
   */
  async verifyEmail(input: VerifyEmail, device: SignInDevice, secret?: string): Promise<SessionTokens> {
    this.proof.assertOpen();
    const registration = await this.proof.find(emailKeyOf(input.email), input, secret, device.ip);
    const verified = await this.database
      .transaction((tx) => this.createAccount(tx, registration, device))
      .catch(rethrowUsernameTaken);
    return this.admission.complete(verified);
  }

  /** @throws Problem `invitation_not_valid` when it is gone */
  private async invitationOf({ invitationId }: RegistrationEntity): Promise<InvitationEntity | null> {
    return invitationId === null ? null : this.invitations.ofRegistration(invitationId);
  }

  private async createAccount(tx: Tx, registration: RegistrationEntity, device: SignInDevice) {
    await this.proof.take(tx, registration);
    const invitation = await this.invitationOf(registration);
    const user = await this.accounts.create(tx, registration, invitation).catch((error: unknown) => {
      throw isEmailTaken(error) ? new Problem('invalid_code') : error;
    });
    return this.admission.admit(tx, user, registration.guestId !== null, device);
  }
}

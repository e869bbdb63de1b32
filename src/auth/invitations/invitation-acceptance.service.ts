import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { NewAccountAdmission } from '../admission/new-account-admission.ts';
import { AccountCreator, type NewAccount } from '../registration/account-creator.ts';
import { rethrowUsernameTaken } from '../registration/username-availability.ts';
import { sha256, type SessionTokens, type SignInDevice } from '../sessions/session-tokens.ts';
import { InvitationAcceptancesRepository } from './invitation-acceptances.repository.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import type { InvitedRole } from './invitations.dto.ts';
import { isEmailTaken } from '../../users/users.repository.ts';

/** Finds what a link is to, and makes the account of a person whose address it proves: no code is mailed. */
@Injectable()
export class InvitationAcceptanceService {
  constructor(
    private readonly acceptances: InvitationAcceptancesRepository,
    private readonly accounts: AccountCreator,
    private readonly admission: NewAccountAdmission,
    private readonly database: Database,
  ) {}

  /** @throws Problem `invitation_not_valid`, also for an invitation to be something else */
  async find(token: string, role: InvitedRole): Promise<InvitationEntity> {
    const invitation = await this.acceptances.byToken(sha256(token));
    if (invitation?.role !== role) throw new Problem('invitation_not_valid');
    return invitation;
  }

  /** The link that led to a registration. @throws Problem `invitation_not_valid` */
  async ofRegistration(id: string): Promise<InvitationEntity> {
    const invitation = await this.acceptances.byId(id);
    if (!invitation) throw new Problem('invitation_not_valid');
    return invitation;
  }

  /** @throws Problem `invalid_input` for another address than the invited one */
  assertIsFor({ emailKey }: InvitationEntity, email: string): void {
    if (emailKeyOf(email) !== emailKey)
      throw new Problem('invalid_input', undefined, { email: ['must be the address that was invited'] });
  }

  /** @throws Problem `invitation_not_valid` when it was used or revoked meanwhile, `username_taken` */
  async accept(invitation: InvitationEntity, account: NewAccount, device: SignInDevice): Promise<SessionTokens> {
    const admitted = await this.database
      .transaction((tx) => this.createAccount(tx, invitation, account, device))
      .catch(rethrowUsernameTaken);
    return this.admission.complete(admitted);
  }

  private async createAccount(tx: Tx, invitation: InvitationEntity, account: NewAccount, device: SignInDevice) {
    const user = await this.accounts.create(tx, account, invitation).catch((error: unknown) => {
      throw isEmailTaken(error) ? new Problem('invitation_not_valid') : error;
    });
    return this.admission.admit(tx, user, account.guestId !== null, device);
  }
}

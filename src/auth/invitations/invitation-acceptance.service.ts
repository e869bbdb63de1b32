import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { NewAccountAdmission } from '../admission/new-account-admission.ts';
import { AccountCreator, type NewAccount } from '../registration/account-creator.ts';
import { rethrowUsernameTaken } from '../registration/username-availability.ts';
import { sha256, type SessionTokens, type SignInDevice } from '../sessions/session-tokens.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import { InvitationsRepository } from './invitations.repository.ts';

/** Makes the account of a person who was invited. The link proves the address: no code is mailed. */
@Injectable()
export class InvitationAcceptanceService {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly accounts: AccountCreator,
    private readonly admission: NewAccountAdmission,
    private readonly database: Database,
  ) {}

  /** @throws Problem `invitation_not_valid`, or `invalid_input` for another address than the invited one */
  async find(token: string, email: string): Promise<InvitationEntity> {
    const invitation = await this.invitations.byToken(sha256(token));
    if (!invitation) throw new Problem('invitation_not_valid');
    if (emailKeyOf(email) !== invitation.emailKey)
      throw new Problem('invalid_input', undefined, { email: ['must be the address that was invited'] });
    return invitation;
  }

  /** @throws Problem `invitation_not_valid` when it was used or revoked meanwhile, `username_taken` */
  async accept(invitation: InvitationEntity, account: NewAccount, device: SignInDevice): Promise<SessionTokens> {
    const admitted = await this.database
      .transaction((tx) => this.createAccount(tx, invitation, account, device))
      .catch(rethrowUsernameTaken);
    return this.admission.complete(admitted);
  }

  private async createAccount(tx: Tx, invitation: InvitationEntity, account: NewAccount, device: SignInDevice) {
    if (!(await this.invitations.lockValid(tx, invitation))) throw new Problem('invitation_not_valid');
    const user = await this.accounts.create(tx, account).catch((error: unknown) => {
      throw isAddressTaken(error) ? new Problem('invitation_not_valid') : error;
    });
    return this.admission.admit(tx, user, account.guestId !== null, device);
  }
}

/** The address has got an account by another way. */
const isAddressTaken = (error: unknown): boolean => {
  const { code, constraint } = Object((Object(error) as { driverError?: unknown }).driverError) as Record<
    string,
    unknown
  >;
  return code === '23505' && String(constraint).startsWith('users_email');
};

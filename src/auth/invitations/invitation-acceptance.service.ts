import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { Problem } from '../../common/problem.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { AccountVerified } from '../accounts/account-events.ts';
import { AccountCreator, type NewAccount } from '../registration/account-creator.ts';
import { rethrowUsernameTaken } from '../registration/username-availability.ts';
import { sha256, type SessionTokens, type SignInDevice } from '../sessions/session-tokens.ts';
import { SessionsService } from '../sessions/sessions.service.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import { InvitationsRepository } from './invitations.repository.ts';

/** Makes the account of a person who was invited. The link proves the address: no code is mailed. */
@Injectable()
export class InvitationAcceptanceService {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly accounts: AccountCreator,
    private readonly sessions: SessionsService,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
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
    const { tokens, role, ended } = await this.database
      .transaction((tx) => this.createAccount(tx, invitation, account, device))
      .catch(rethrowUsernameTaken);
    this.sessions.announceEnd(ended);
    await this.announcements.publish(new AccountVerified(tokens.userId, role, account.guestId !== null));
    return tokens;
  }

  private async createAccount(tx: Tx, invitation: InvitationEntity, account: NewAccount, device: SignInDevice) {
    if (!(await this.invitations.lockValid(tx, invitation))) throw new Problem('invitation_not_valid');
    const user = await this.accounts.create(tx, account).catch((error: unknown) => {
      throw isAddressTaken(error) ? new Problem('invitation_not_valid') : error;
    });
    const ended = await this.sessions.endAllIn(tx, user.id, 'revoked');
    return { tokens: await this.sessions.start(tx, user.id, device), role: user.role, ended };
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

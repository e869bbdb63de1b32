import { Injectable } from '@nestjs/common';
import { FormerUsernamesRepository } from '../../users/former-usernames.repository.ts';
import { UsersService } from '../../users/users.service.ts';
import { SignInDataReader } from '../second-factor/sign-in-data-reader.ts';
import { InvitationsRepository } from '../invitations/invitations.repository.ts';
import { EmailChangesRepository } from './email-changes.repository.ts';

/** What the server stores about an account, for its owner. */
@Injectable()
export class AccountDataReader {
  constructor(
    private readonly users: UsersService,
    private readonly signIn: SignInDataReader,
    private readonly formerNames: FormerUsernamesRepository,
    private readonly changes: EmailChangesRepository,
    private readonly invitations: InvitationsRepository,
  ) {}

  async of(userId: string) {
    const waiting = await this.changes.waiting(userId);
    const undos = await this.changes.undosOf(userId);
    return {
      account: await this.users.ownProfile(userId),
      bots: await this.users.botsOf(userId),
      formerUsernames: (await this.formerNames.ofUser(userId)).map(({ username, givenUpAt }) => ({
        username,
        givenUpAt,
      })),
      formerEmails: undos.map(({ email, expiresAt }) => ({ email, undoUntil: expiresAt })),
      emailChange: waiting && { email: waiting.email, requestedAt: waiting.createdAt },
      invitations: (await this.invitations.ofUser(userId)).map(({ email, message, createdAt, invitedBy }) => ({
        email,
        message: invitedBy === userId ? message : null,
        createdAt,
        byMe: invitedBy === userId,
      })),
      ...(await this.signIn.of(userId)),
    };
  }
}

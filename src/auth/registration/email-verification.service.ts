import { Injectable } from '@nestjs/common';
import { emailKeyOf } from '../../users/email-key.ts';
import { Database } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { Problem } from '../../common/problem.ts';
import { AccountVerified } from '../accounts/account-events.ts';
import type { VerifyEmail } from '../auth.dto.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { SessionsService } from '../sessions/sessions.service.ts';
import { AccountCreator } from './account-creator.ts';
import { PendingRegistrationStore } from './pending-registration-store.ts';
import { rethrowUsernameTaken } from './username-availability.ts';

/** Turns a registration into an account when its mailed code comes back, and signs in. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly pending: PendingRegistrationStore,
    private readonly accounts: AccountCreator,
    private readonly sessions: SessionsService,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
  ) {}

  /** @throws Problem `invalid_code`, or `username_taken` when another account got the name meanwhile */
  async verifyEmail({ email, code }: VerifyEmail, device: SignInDevice): Promise<SessionTokens> {
    const verified = await this.database
      .transaction(async (tx) => {
        const registration = await this.pending.take(tx, emailKeyOf(email), code);
        if (!registration) return undefined;
        const user = await this.accounts.create(tx, registration);
        // The sessions of the guest end: the account has more rights, and the new session replaces them.
        const ended = await this.sessions.endAllIn(tx, user.id, 'revoked');
        const tokens = await this.sessions.start(tx, user.id, device);
        return { role: user.role, wasGuest: registration.guestId !== null, ended, tokens };
      })
      .catch(rethrowUsernameTaken);
    if (!verified) throw new Problem('invalid_code', undefined, { code: ['is wrong or has expired'] });
    const { tokens, role, wasGuest, ended } = verified;
    this.sessions.announceEnd(ended);
    await this.announcements.publish(new AccountVerified(tokens.userId, role, wasGuest));
    return tokens;
  }
}

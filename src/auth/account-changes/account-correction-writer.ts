import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { UsernameAvailability } from '../registration/username-availability.ts';
import { rethrowUsernameTaken } from '../registration/username-availability.ts';
import { EmailAddressWriter } from './email-address-writer.ts';
import { UsernameWriter } from './username-writer.ts';
import { isEmailTaken } from '../../users/users.repository.ts';

/** What of an account has another value. */
export interface SignInCorrection {
  email?: string | undefined;
  username?: string | undefined;
}

/** Gives accounts another address and user name without a code: for administrators, whose right the caller has checked. */
@Injectable()
export class AccountCorrectionWriter {
  constructor(
    private readonly emails: EmailAddressWriter,
    private readonly usernames: UsernameWriter,
    private readonly names: UsernameAvailability,
  ) {}

  /** @throws Problem `username_taken` */
  async assertAvailable(userId: string, { username }: SignInCorrection): Promise<void> {
    if (username !== undefined) await this.names.assertAvailable(username, { userId });
  }

  /**
   * Announce the account and dispatch the mail after the commit.
   * @param user as it was before, locked
   * @returns the id of the mail to the former address, if there was one
   * @throws Problem `email_taken` or `username_taken` when another account has it; nothing of the transaction counts then
   */
  async write(tx: Tx, user: UserEntity, { email, username }: SignInCorrection, actorId: string) {
    const mailId = email === undefined ? undefined : await this.writeEmail(tx, user, email, actorId);
    if (username !== undefined) await this.usernames.rename(tx, user, username, actorId).catch(rethrowUsernameTaken);
    return mailId;
  }

  dispatch(mailId: string): void {
    this.emails.dispatch(mailId);
  }

  private writeEmail(tx: Tx, user: UserEntity, email: string, actorId: string): Promise<string | undefined> {
    return this.emails.write(tx, user, email, actorId).catch((error: unknown) => {
      throw isEmailTaken(error)
        ? new Problem('email_taken', undefined, { email: ['belongs to another account'] })
        : error;
    });
  }
}

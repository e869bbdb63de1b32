import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { AccountMails, hasEmail } from '../accounts/account-mails.ts';
import type { RegistrationEntity } from './registration.entity.ts';
import { RegistrationsRepository } from './registrations.repository.ts';
import { MAX_CODE_TRIES, VerificationCodes } from './verification-codes.ts';

/** A registration without its code. */
export type NewRegistration = Omit<RegistrationEntity, 'codeHash' | 'codeExpiresAt' | 'codeTries' | 'createdAt'>;

/** Registrations whose address is not proved yet, and the codes that are mailed for them. */
@Injectable()
export class PendingRegistrationStore {
  constructor(
    private readonly users: UsersRepository,
    private readonly registrations: RegistrationsRepository,
    private readonly codes: VerificationCodes,
    private readonly mails: AccountMails,
    private readonly database: Database,
  ) {}

  /** Stores a registration and mails its code. The owner of an address that has an account is mailed that instead. */
  async request(registration: NewRegistration): Promise<void> {
    const { emailKey } = registration;
    const known = await this.users.byEmail(emailKey);
    const mailId = await this.database.transaction(async (tx) => {
      if (hasEmail(known)) return this.mails.alreadyRegistered(tx, known);
      const { code, ...stored } = this.codes.make(emailKey);
      await this.registrations.replace(tx, { ...registration, ...stored });
      return this.mails.verificationCode(tx, registration, code);
    });
    this.mails.dispatch(mailId);
  }

  /** Replaces the code of a pending registration and mails it; does nothing for other addresses. */
  async renewCode(emailKey: string): Promise<void> {
    const registration = await this.registrations.byEmail(emailKey);
    if (!registration) return;
    const mailId = await this.database.transaction(async (tx) => {
      const { code, ...stored } = this.codes.make(emailKey);
      await this.registrations.renewCode(tx, emailKey, stored);
      return this.mails.verificationCode(tx, registration, code);
    });
    this.mails.dispatch(mailId);
  }

  /**
   * Takes out the registration that a code proves. Without one, let the transaction commit all the same, so that a wrong
   * code counts.
   */
  async take(tx: Tx, emailKey: string, code: string): Promise<RegistrationEntity | undefined> {
    const registration = await this.registrations.tryCode(tx, emailKey, MAX_CODE_TRIES);
    if (!registration || !this.codes.matches(emailKey, code, registration.codeHash)) return undefined;
    await this.registrations.remove(tx, emailKey);
    return registration;
  }
}

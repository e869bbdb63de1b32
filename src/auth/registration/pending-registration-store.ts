import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { AccountMails, hasEmail } from '../accounts/account-mails.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import type { RegistrationEntity } from './registration.entity.ts';
import { RegistrationsRepository } from './registrations.repository.ts';
import { MAX_CODE_TRIES, VerificationCodes } from './verification-codes.ts';

/** A registration without its code. */
export type NewRegistration = Omit<RegistrationEntity, 'codeHash' | 'codeExpiresAt' | 'codeTries' | 'createdAt' | 'id'>;

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

  /** Replaces the code of a pending registration and mails it. */
  async renewCode(registration: RegistrationEntity): Promise<void> {
    const mailId = await this.database.transaction(async (tx) => {
      const { code, ...stored } = this.codes.make(registration.emailKey);
      await this.registrations.renewCode(tx, registration.id, stored);
      return this.mails.verificationCode(tx, registration, code);
    });
    this.mails.dispatch(mailId);
  }

  /** Those that wait for an address: the one of this browser, or else all, newest first. */
  async waiting(emailKey: string, secret: string | undefined): Promise<RegistrationEntity[]> {
    const all = await this.registrations.ofAddress(emailKey);
    const own = all.filter((registration) => isOwn(registration, secret));
    return own.length ? own : all;
  }

  /** Counts an attempt, and returns the registrations that the code belongs to. */
  async tryCode(emailKey: string, code: string, secret: string | undefined): Promise<RegistrationEntity[]> {
    const otherwise = this.codes.hash(emailKey, 'no code');
    const bounds = { allowed: MAX_CODE_TRIES, otherwise };
    const tried = await this.database.transaction((tx) =>
      this.registrations.tryCodes(tx, emailKey, sha256(secret ?? ''), bounds),
    );
    return tried.filter(({ codeHash }) => this.codes.matches(emailKey, code, codeHash));
  }

  /** Takes out a registration whose code was shown; false when another request was faster. */
  take(tx: Tx, registration: RegistrationEntity): Promise<boolean> {
    return this.registrations.take(tx, registration);
  }
}

/** Whether the browser with this secret asked for a registration. */
export const isOwn = ({ secretHash }: RegistrationEntity, secret: string | undefined): boolean =>
  secret !== undefined && secretHash !== null && sha256(secret).equals(secretHash);

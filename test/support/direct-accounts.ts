import { PasswordHasher } from '../../src/auth/passwords/password-hasher.ts';
import { RegistrationsRepository } from '../../src/auth/registration/registrations.repository.ts';
import { VerificationCodes } from '../../src/auth/registration/verification-codes.ts';
import { SessionCookies } from '../../src/auth/sessions/session-cookies.ts';
import { SessionsService } from '../../src/auth/sessions/sessions.service.ts';
import { Database } from '../../src/common/database/database.ts';
import { emailKeyOf } from '../../src/common/validation/email-key.ts';
import { usernameKeys } from '../../src/users/username.ts';
import { AccountWriter } from './account-writer.ts';
import type { TestApp } from './app.ts';

const writers = new WeakMap<TestApp, AccountWriter>();
/** Of passwords, by SECRET_KEY: all test servers have the same unless a test says otherwise. */
const hashes = new Map<string, Map<string, Promise<string>>>();

const hashesWith = (secretKey: string): Map<string, Promise<string>> => {
  const known = hashes.get(secretKey) ?? new Map<string, Promise<string>>();
  hashes.set(secretKey, known);
  return known;
};

/** Writes accounts and sessions of a server that runs in this process. */
export function accountsOf(app: TestApp): AccountWriter {
  const provider = <T>(type: abstract new (...args: never[]) => T): T => app.nest.get(type, { strict: false });
  const writer =
    writers.get(app) ??
    new AccountWriter(
      {
        database: provider(Database),
        hasher: provider(PasswordHasher),
        codes: provider(VerificationCodes),
        registrations: provider(RegistrationsRepository),
        sessions: provider(SessionsService),
        cookies: provider(SessionCookies),
        emailKeyOf,
        usernameKeys,
      },
      hashesWith(app.secretKey),
    );
  writers.set(app, writer);
  return writer;
}

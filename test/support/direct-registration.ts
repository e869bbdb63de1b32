import { Database } from '../../src/common/database/database.ts';
import { PasswordHasher } from '../../src/auth/passwords/password-hasher.ts';
import { RegistrationsRepository } from '../../src/auth/registration/registrations.repository.ts';
import { UsernameAvailability } from '../../src/auth/registration/username-availability.ts';
import { VerificationCodes } from '../../src/auth/registration/verification-codes.ts';
import type { TestApp } from './app.ts';

/** All test servers have one SECRET_KEY unless a test says otherwise: a hash is made once per password and key. */
const hashes = new Map<string, Promise<string>>();

interface NewRegistration {
  username: string;
  email: string;
  password: string;
}

/**
 * Writes the registration that `POST /auth/register` would write, without its mail and its password hash of a fifth of a
 * second. The account itself is created by the server, when the code is shown.
 * @returns the code for `POST /auth/verify-email`
 */
export async function registerDirectly(
  { nest, secretKey }: TestApp,
  { username, email, password }: NewRegistration,
): Promise<string> {
  const of = <T>(type: abstract new (...args: never[]) => T): T => nest.get(type, { strict: false });
  const key = `${secretKey} ${password}`;
  const passwordHash = hashes.get(key) ?? of(PasswordHasher).hash(password);
  hashes.set(key, passwordHash);
  const emailKey = email.toLowerCase();
  const { code, ...stored } = of(VerificationCodes).make(emailKey);
  const registration = {
    ...{ email, emailKey, username, ...of(UsernameAvailability).keys(username), displayName: username },
    ...{ passwordHash: await passwordHash, guestId: null, language: null, ...stored },
  };
  await of(Database).transaction((tx) => of(RegistrationsRepository).replace(tx, registration));
  return code;
}

import type { Response } from 'express';
import { Database } from '../../src/common/database/database.ts';
import { PasswordHasher } from '../../src/auth/passwords/password-hasher.ts';
import { RegistrationsRepository } from '../../src/auth/registration/registrations.repository.ts';
import { SessionCookies } from '../../src/auth/sessions/session-cookies.ts';
import { SessionsService } from '../../src/auth/sessions/sessions.service.ts';
import { emailKeyOf } from '../../src/common/validation/email-key.ts';
import { usernameKeys } from '../../src/users/username.ts';
import { VerificationCodes } from '../../src/auth/registration/verification-codes.ts';
import type { TestApp } from './app.ts';

/** All test servers have one SECRET_KEY unless a test says otherwise: a hash is made once per password and key. */
const hashes = new Map<string, Promise<string>>();

const provider = <T>({ nest }: TestApp, type: abstract new (...args: never[]) => T): T =>
  nest.get(type, { strict: false });

interface NewRegistration {
  username: string;
  email: string;
  password: string;
}

/**
 * Writes the registration that `POST /auth/register` would write, without its mail and its password hash of a fifth of
 * a second. The account itself is created by the server, when the code is shown.
 * @returns the code for `POST /auth/verify-email`
 */
export async function registerDirectly(app: TestApp, { username, email, password }: NewRegistration): Promise<string> {
  const key = `${app.secretKey} ${password}`;
  const passwordHash = hashes.get(key) ?? provider(app, PasswordHasher).hash(password, 'test');
  hashes.set(key, passwordHash);
  const emailKey = emailKeyOf(email);
  const { code, ...stored } = provider(app, VerificationCodes).make(emailKey);
  const registration = {
    ...{ email, emailKey, username, ...usernameKeys(username), displayName: username },
    ...{ passwordHash: await passwordHash, secretHash: null, guestId: null, language: null, ...stored },
  };
  await provider(app, Database).transaction((tx) => provider(app, RegistrationsRepository).replace(tx, registration));
  return code;
}

/** What a sign-in leaves at a client. */
interface DirectSession {
  accessToken: string;
  cookies: Map<string, string>;
}

/** Starts the session that `POST /auth/login` would start, without its password hash of a fifth of a second. */
export async function startSessionDirectly(app: TestApp, userId: string): Promise<DirectSession> {
  const device = { name: 'Test', ip: '127.0.0.1', knownUserIds: [] };
  const tokens = await provider(app, Database).transaction((tx) =>
    provider(app, SessionsService).start(tx, userId, device),
  );
  const cookies = new Map<string, string>();
  const response = { cookie: (name: string, value: string) => cookies.set(name, value) };
  provider(app, SessionCookies).set(response as unknown as Response, tokens);
  return { accessToken: tokens.accessToken, cookies };
}

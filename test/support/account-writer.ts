import type { Response } from 'express';
import type { PasswordHasher } from '../../src/auth/passwords/password-hasher.ts';
import type { RegistrationsRepository } from '../../src/auth/registration/registrations.repository.ts';
import type { VerificationCodes } from '../../src/auth/registration/verification-codes.ts';
import type { SessionCookies } from '../../src/auth/sessions/session-cookies.ts';
import type { SessionsService } from '../../src/auth/sessions/sessions.service.ts';
import type { Database } from '../../src/common/database/database.ts';
import type { emailKeyOf } from '../../src/common/validation/email-key.ts';
import type { usernameKeys } from '../../src/users/username.ts';

/** The parts of a server in this process, from its sources or as built. */
export interface ServerParts {
  database: Database;
  hasher: PasswordHasher;
  codes: VerificationCodes;
  registrations: RegistrationsRepository;
  sessions: SessionsService;
  cookies: SessionCookies;
  emailKeyOf: typeof emailKeyOf;
  usernameKeys: typeof usernameKeys;
}

export interface NewRegistration {
  username: string;
  email: string;
  password: string;
  displayName?: string;
}

/** What a sign-in leaves at a client. */
export interface DirectSession {
  accessToken: string;
  cookies: Map<string, string>;
}

/** Writes registrations and sessions as the server would, without their mails and hashes of a fifth of a second. */
export class AccountWriter {
  /** @param hashes of passwords, made once each with the server's SECRET_KEY */
  constructor(
    private readonly server: ServerParts,
    private readonly hashes = new Map<string, Promise<string>>(),
  ) {}

  /**
   * Writes the registration that `POST /auth/register` would write. The account itself is created by the server, when
   * the code is shown.
   * @returns the code for `POST /auth/verify-email`
   */
  async register({ username, email, password, displayName = username }: NewRegistration): Promise<string> {
    const { hasher, codes, database, registrations, emailKeyOf, usernameKeys } = this.server;
    const passwordHash = this.hashes.get(password) ?? hasher.hash(password, 'test');
    this.hashes.set(password, passwordHash);
    const emailKey = emailKeyOf(email);
    const { code, ...stored } = codes.make(emailKey);
    const registration = {
      ...{ email, emailKey, username, ...usernameKeys(username), displayName },
      ...{ passwordHash: await passwordHash, secretHash: null, guestId: null, language: null, ...stored },
    };
    await database.transaction((tx) => registrations.replace(tx, registration));
    return code;
  }

  /** Starts the session that `POST /auth/login` would start. */
  async startSession(userId: string): Promise<DirectSession> {
    const { database, sessions, cookies } = this.server;
    const device = { name: 'Test', ip: '127.0.0.1', knownUserIds: [] };
    const tokens = await database.transaction((tx) =>
      sessions.start(tx, userId, { by: 'password', strength: 'password' }, device),
    );
    const written = new Map<string, string>();
    const response = { cookie: (name: string, value: string) => written.set(name, value) };
    cookies.set(response as unknown as Response, tokens);
    return { accessToken: tokens.accessToken, cookies: written };
  }
}

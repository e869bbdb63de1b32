import { once } from 'node:events';
import { createServer } from 'node:http';
import { AccountWriter } from '../support/account-writer.ts';

const built = (/** @type {string} */ path) => import(new URL(`../../dist/src/${path}.js`, import.meta.url).href);

/**
 * Lets the browser tests, which run in other processes, write accounts and sessions of a built server of this process:
 * `POST /registrations` and `POST /sessions`, on 127.0.0.1.
 * @param {import('@nestjs/platform-express').NestExpressApplication} app
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function openAccountDoor(app) {
  const accounts = await accountWriter(app);
  const door = createServer(async (request, response) => {
    try {
      const chunks = await request.toArray();
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const isSession = request.url === '/sessions';
      const answer = isSession ? await session(accounts, body) : { code: await accounts.register(body) };
      response.end(JSON.stringify(answer));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (door.address());
  const close = () => {
    door.close();
    door.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** @param {AccountWriter} accounts @param {{ userId: string }} of */
async function session(accounts, { userId }) {
  const { accessToken, cookies } = await accounts.startSession(userId);
  return { accessToken, cookies: Object.fromEntries(cookies) };
}

/** @param {import('@nestjs/platform-express').NestExpressApplication} app */
async function accountWriter(app) {
  const get = (/** @type {any} */ type) => app.get(type, { strict: false });
  const [{ Database }, { PasswordHasher }, { VerificationCodes }, { RegistrationsRepository }] = await Promise.all([
    built('common/database/database'),
    built('auth/passwords/password-hasher'),
    built('auth/registration/verification-codes'),
    built('auth/registration/registrations.repository'),
  ]);
  const [{ SessionsService }, { SessionCookies }, { emailKeyOf }, { usernameKeys }] = await Promise.all([
    built('auth/sessions/sessions.service'),
    built('auth/sessions/session-cookies'),
    built('common/validation/email-key'),
    built('users/username'),
  ]);
  return new AccountWriter({
    database: get(Database),
    hasher: get(PasswordHasher),
    codes: get(VerificationCodes),
    registrations: get(RegistrationsRepository),
    sessions: get(SessionsService),
    cookies: get(SessionCookies),
    emailKeyOf,
    usernameKeys,
  });
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { buildClient } from '../../deploy/local/build.mjs';
import { freePort } from '../../deploy/local/port.mjs';
import { withBuildLock } from '../../deploy/local/build-lock.mjs';
import { openAccountDoor } from './account-door.mjs';
import { createDatabase, startServices } from '../support/services/services.mjs';

/** Before the first browser test: starts the built server and client on real services. */
export default async function setUp() {
  await withBuildLock(buildClient);
  const { env, folder, stop } = await startServices();
  const main = new URL('../../dist/src/main.js', import.meta.url);
  const { createApp } = await import(main.href);
  const { readConfig } = await import(new URL('../../dist/src/common/config.js', import.meta.url).href);
  const database = await createDatabase(env.TEST_DATABASE_URL ?? '', 'parley_browser');
  const port = await freePort();
  const config = readConfig({
    PORT: String(port),
    SECRET_KEY: randomBytes(32).toString('base64url'),
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: database,
    MAIL_SERVER: '127.0.0.1',
    MAIL_PORT: env.TEST_SMTP_PORT,
    MAIL_USE_TLS: 'off',
    MAILBOX_URL: env.TEST_MAILBOX_URL,
    RATE_LIMIT_SCALE: '1000',
    LOG_LEVEL: 'warn',
  });
  const app = await createApp(config);
  await app.listen(port);
  const door = await openAccountDoor(app);
  await tellNamesakesApart(database);
  Object.assign(process.env, env, {
    PARLEY_URL: `http://localhost:${port}`,
    PARLEY_DATABASE_URL: database,
    PARLEY_ACCOUNTS_URL: door.url,
  });
  // The first account is the administrator: not the one that happens to be the first of a test.
  const { Account } = await import('../browser/support/account.ts');
  await Account.register('Keeper');
  return async () => {
    door.close();
    await app.close();
    await stop();
  };
}

/**
 * The people of different tests have the same names, and share this server: nobody's name is ambiguous on it.
 * @param {string} connectionString
 */
async function tellNamesakesApart(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(`
      CREATE FUNCTION test_namesakes() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.name_skeleton := NEW.id::text; RETURN NEW; END $$;
      CREATE TRIGGER test_namesakes BEFORE INSERT OR UPDATE OF name_skeleton ON users
      FOR EACH ROW EXECUTE FUNCTION test_namesakes()`);
  } finally {
    await client.end();
  }
}

/**
 * `npm run admin -- <command>`: the built commands, on the database of `npm start` unless DATABASE_URL names another.
 * Where there are only built files (in the image), `node dist/src/command.js <command>` does the same.
 */
import { assertSettingsRead, takeValuesFromFiles } from './settings.mjs'; // first: it fills the environment
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { printableError, UserFacingError } from './console.mjs';
import { LockHeldError, acquireLock } from './lock.mjs';
import { dataDir } from './paths.mjs';
import { assertSecretKey, readOrCreateSecret } from './secret-file.mjs';

/** Time for a starting server until its database answers. */
const DATABASE_TIMEOUT_MS = 30_000;
/** @type {(() => Promise<void>)[]} */
const opened = [];

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.once(signal, () => process.exit(130));
let code = 1;
try {
  assertSettingsRead();
  const built = new URL('../../dist/src/command.js', import.meta.url);
  if (!existsSync(built))
    throw new UserFacingError('Parley is not built yet: run npm start once, or npm run build:server.');
  const { runAdminCommand } = await import(built.href);
  code = await runAdminCommand(process.argv.slice(2), environment);
} catch (error) {
  console.error(printableError(error));
}
for (const close of opened.reverse()) await close();
process.exit(code);

async function environment() {
  assertSecretKey();
  await takeValuesFromFiles();
  const { DATABASE_URL, SECRET_KEY, MAIL_SERVER } = process.env;
  return {
    ...process.env,
    DATA_DIR: dataDir,
    ...(DATABASE_URL ? { DATABASE_URL } : { DATABASE_URL: await embedded(), PARLEY_EMBEDDED: dataDir }),
    SECRET_KEY: SECRET_KEY || readOrCreateSecret(join(dataDir, 'secret')),
    // Commands send no mail: a server sends what they add to the outbox.
    MAIL_SERVER: MAIL_SERVER || 'localhost',
  };
}

/** The URL of the database of a running `npm start`; otherwise starts that database for this command. */
async function embedded() {
  // A second command must not use the database of the first, which stops with it.
  await acquireLock(join(dataDir, 'admin.lock'), 60_000, () =>
    console.error('Another command is at work: waiting for it.'),
  );
  const { runningDatabaseUrl, startPostgres } = await import('./postgres.mjs');
  const dir = join(dataDir, 'postgres');
  for (const until = Date.now() + DATABASE_TIMEOUT_MS; ; await delay(200)) {
    if (await isFree()) break;
    const address = runningDatabaseUrl(dir);
    if (address) return address;
    if (Date.now() > until)
      throw new UserFacingError(`Parley is starting on ${dataDir}, but its database does not answer.`);
  }
  const postgres = await startPostgres({ dir, durable: true, say: console.error });
  opened.push(postgres.stop);
  return postgres.url;
}

/** Whether no `npm start` holds the data; this process then holds them until it ends. */
async function isFree() {
  try {
    await acquireLock(join(dataDir, 'lock'), 0);
    return true;
  } catch (error) {
    if (error instanceof LockHeldError) return false;
    throw error;
  }
}

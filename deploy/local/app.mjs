import { join, relative } from 'node:path';
import { printableError, ignoreBrokenPipe, withProgress, UserFacingError } from './console.mjs';
import { acquireLock } from './lock.mjs';
import { startMailbox } from './mailbox.mjs';
import { migrate } from './migrate.mjs';
import { exitWithParent } from './node24.mjs';
import { startPostgres } from './postgres.mjs';
import { dataDir, makeDataFolder } from './paths.mjs';
import { networkAddresses } from './network-addresses.mjs';
import { readOrCreateSecret } from './secret-file.mjs';
import { takeValuesFromFiles } from './settings.mjs';

/** Starts the services that no variable names and the server in this process, and stops them in reverse order. */

/** @type {(() => Promise<void>)[]} */
const opened = [];
let ending = 0;

ignoreBrokenPipe();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.removeAllListeners(signal).on(signal, interrupted);
exitWithParent(() => void end(0));
try {
  await start();
} catch (error) {
  if (!ending) console.error(printableError(error));
  await end(ending ? 0 : 1);
}

async function start() {
  await takeValuesFromFiles();
  const { DATABASE_URL, MAIL_SERVER, SECRET_KEY, LOG_LEVEL, REDIS_URL } = process.env;
  const summary = [];

  process.env.DATA_DIR = dataDir;
  process.env.LOG_LEVEL = LOG_LEVEL || 'warn';
  makeDataFolder();
  if (!SECRET_KEY) process.env.SECRET_KEY = readOrCreateSecret(join(dataDir, 'secret'));
  if (!DATABASE_URL) {
    await acquireLock(join(dataDir, 'lock'), 5000);
    const postgres = await withProgress('Starting PostgreSQL', () =>
      startPostgres({ dir: join(dataDir, 'postgres'), durable: true }),
    );
    opened.push(postgres.stop);
    void postgres.ended.then(databaseGone);
    process.env.DATABASE_URL = postgres.url;
    summary.push(['Database', `PostgreSQL 18 (embedded, ${readable(postgres.dir)})`]);
  } else summary.push(['Database', 'the one that DATABASE_URL names']);
  if (ending) return;
  await withProgress('Updating the database', () => migrate(process.env.DATABASE_URL ?? ''));

  if (!MAIL_SERVER) {
    const mailbox = await startMailbox({ secret: readOrCreateSecret(join(dataDir, 'mailbox')) });
    opened.push(mailbox.close);
    Object.assign(process.env, {
      MAIL_SERVER: '127.0.0.1',
      MAIL_PORT: String(mailbox.smtpPort),
      MAILBOX_URL: mailbox.url,
      MAIL_USE_TLS: 'off',
    });
    summary.push(['Mail', `caught here, none is sent: ${mailbox.url}`]);
  } else summary.push(['Mail', `by ${MAIL_SERVER}`]);
  summary.push(['Redis', REDIS_URL ? 'the one that REDIS_URL names' : 'none: one node, all of it in this process']);
  if (ending) return;

  const main = new URL('../../dist/src/main.js', import.meta.url);
  const { serve } = await import(main.href);
  const server = await withProgress('Starting Parley', () => serve(process.env).catch(inOneLine));
  opened.push(() => server.close());
  if (!ending) show(server.url, summary);
}

/** @param {string} url @param {string[][]} summary */
function show(url, summary) {
  const { PUBLIC_URL } = process.env;
  const address = url.replace(/\/$/, '');
  const lines = [
    ['Parley', PUBLIC_URL || address],
    ...(PUBLIC_URL || process.env.HOST ? [] : networkAddresses(address).map((other) => ['In your network', other])),
    ['API documents', `${address}/api/docs`],
    ...summary,
    ['Data', `${readable(dataDir)} (keep it: accounts and messages are in there)`],
  ];
  console.log(
    `\n${lines.map(([name = '', text = '']) => `  ${name.padEnd(17)}${text}`).join('\n')}\n\n  Ctrl-C stops all of it.\n`,
  );
}

function interrupted() {
  // npm passes on the Ctrl-C that the terminal has also sent here: within a second it counts as the same one.
  if (ending && Date.now() - ending > 1000) process.exit(130);
  void end(0);
}

/** @param {string} last */
function databaseGone(last) {
  if (ending) return;
  console.error(`PostgreSQL has ended by itself: ${last}`);
  void end(1);
}

/** The server first: it closes its connections gracefully and finishes its writes. @param {number} code */
async function end(code) {
  if (ending) return;
  ending = Date.now();
  for (let close = opened.pop(); close; close = opened.pop()) {
    try {
      await close();
    } catch (error) {
      console.error(printableError(error));
      code = 1;
    }
  }
  process.exit(code);
}

/** An error of the server at start is one line that says what to change; a programming error keeps its stack. @param {unknown} error */
function inOneLine(error) {
  const ours = error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError;
  if (!(error instanceof Error) || ours || error.message.includes('\n')) throw error;
  throw new UserFacingError(error.message, { cause: error });
}

/** @param {string} path */
function readable(path) {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short || '.';
}

import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { buildServer } from '../../../deploy/local/build.mjs';
import { startMailbox } from '../../../deploy/local/mailbox.mjs';
import { migrate } from '../../../deploy/local/migrate.mjs';
import { startPostgres } from '../../../deploy/local/postgres.mjs';
import { withBuildLock } from '../../../deploy/local/build-lock.mjs';
import { startRedis } from './redis.mjs';

export const template = 'parley_template';

/**
 * The services that tests run on: PostgreSQL with a migrated template database, Redis and a mailbox. They end with
 * this process, however it ends. Once per process.
 * @returns {Promise<{ env: Record<string, string>, folder: string, stop: () => Promise<void> }>} `env` tells tests where they are
 */
export async function startServices() {
  await withBuildLock(buildServer);
  const folder = temporaryFolder();
  /** @type {(() => Promise<void>)[]} */
  const opened = [async () => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (let close = opened.pop(); close; close = opened.pop()) await close();
  };
  try {
    const postgres = await startPostgres({ dir: join(folder, 'postgres'), durable: false, superuser: true });
    opened.push(postgres.stop);
    const url = postgres.url.replace(/parley$/, 'postgres');
    await createTemplate(url);
    const redis = await startRedis();
    opened.push(redis.stop);
    const mailbox = await startMailbox({ webPort: 0 });
    opened.push(mailbox.close);
    const env = {
      TEST_DATABASE_URL: url,
      TEST_TEMPLATE: template,
      TEST_REDIS_URL: redis.url,
      TEST_SMTP_PORT: String(mailbox.smtpPort),
      TEST_MAILBOX_URL: mailbox.url,
      TEST_UPLOAD_FOLDER: join(folder, 'uploads'),
    };
    return { env, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A separate database, as migrations leave it.
 * @param {string} maintenance TEST_DATABASE_URL
 * @param {string} name
 */
export async function createDatabase(maintenance, name) {
  await ask(maintenance, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  return maintenance.replace(/postgres$/, name);
}

/** @param {string} maintenance */
async function createTemplate(maintenance) {
  await ask(maintenance, `CREATE DATABASE "${template}"`);
  await migrate(maintenance.replace(/postgres$/, template));
  // Migrating set DATABASE_URL to the template: no test may write there.
  delete process.env.DATABASE_URL;
  await ask(maintenance, `ALTER DATABASE "${template}" ALLOW_CONNECTIONS false`);
}

/** @param {string} url @param {string} statement */
async function ask(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Named after this process: a later run removes what one that was killed has left. */
function temporaryFolder() {
  const prefix = 'parley-test-';
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(prefix))) {
    const pid = Number.parseInt(name.slice(prefix.length), 10);
    if (!isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // PostgreSQL, which never runs as root, has its folder in here.
  chmodSync(folder, 0o711);
  return folder;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { Pipeline } from '../../src/common/database/pipeline.ts';
import { newDatabase, startApp } from '../support/app.ts';
import { type BuiltServer, freePort, startBuiltServer } from '../support/built-server.ts';
import { eventually, lobbyOf, type Member, registerMember } from '../support/member.ts';
import { runCommand } from '../support/operator.ts';
import { requireProgram } from '../support/services/debian-program.mjs';
import { measured } from './support/measurements.ts';

const MESSAGES = 40;
/** In session mode a connection keeps its session: fewer than `DATABASE_POOL` would let some wait for ever. */
const POOL_SIZES = { transaction: 3, session: 20 };

/** Whether it prepares the statements of a client on each connection that it gives to it: not that of Debian 12. */
function keepsStatements(mode: 'session' | 'transaction'): boolean {
  const version = execFileSync(requireProgram('pgbouncer', 'pgbouncer'), ['--version'], { encoding: 'utf8' });
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  return mode === 'transaction' && (major > 1 || minor >= 21);
}

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Row>(sql).finally(() => client.end());
  return rows;
}

/** A PgBouncer in front of a database. */
async function startPgBouncer(databaseUrl: string, mode: 'session' | 'transaction') {
  const program = requireProgram('pgbouncer', 'pgbouncer');
  const folder = mkdtempSync(join(tmpdir(), 'parley-pooler-'));
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const at = await freePort();
  const users = join(folder, 'users.txt');
  const settings = join(folder, 'pgbouncer.ini');
  writeFileSync(users, `"${username}" "${decodeURIComponent(password)}"\n`);
  writeFileSync(
    settings,
    `[databases]\n${pathname.slice(1)} = host=${hostname} port=${port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${at}
unix_socket_dir =\nauth_type = plain\nauth_file = ${users}\npool_mode = ${mode}\ndefault_pool_size = ${POOL_SIZES[mode]}\nmax_client_conn = 100
${keepsStatements(mode) ? 'max_prepared_statements = 200' : ''}\n`,
  );
  chmodSync(folder, 0o755);
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child: ChildProcess = spawn(program, [...user, settings], { stdio: 'ignore' });
  const answers = async () => {
    const client = new pg.Client({ connectionString: databaseUrl.replace(`:${port}/`, `:${at}/`) });
    client.on('error', () => undefined);
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    );
  };
  await eventually(answers, 'PgBouncer answers', 20_000);
  return {
    url: databaseUrl.replace(`:${port}/`, `:${at}/`),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describe.each(['transaction', 'session'] as const)('through PgBouncer in %s mode, as it is delivered', (mode) => {
  let databaseUrl: string;
  let pooler: Awaited<ReturnType<typeof startPgBouncer>>;
  let server: BuiltServer;
  let members: Member[];
  let lobby: Room;

  beforeAll(async () => {
    databaseUrl = await newDatabase();
    pooler = await startPgBouncer(databaseUrl, mode);
    server = await startBuiltServer(pooler.url, undefined, { DATABASE_DIRECT_URL: databaseUrl, LOG_LEVEL: 'info' });
    members = [await registerMember(server.url), await registerMember(server.url)];
    for (const member of members) await member.goOnline();
    lobby = await lobbyOf(members[0] as Member);
  }, 120_000);

  afterAll(async () => {
    for (const member of members) member.goOffline();
    await server.stop('SIGKILL');
    await pooler.stop();
  });

  test('the server says that it has found it', () => {
    expect(server.output()).toContain('A pooler answers at DATABASE_URL');
    const statements = keepsStatements(mode) ? 'it keeps prepared statements' : 'no statements are prepared';
    expect(server.output()).toContain(statements);
    measured('X6', `starts, and says that a pooler answers (${mode} mode)`);
  });

  test('every message is acknowledged and comes', async () => {
    const [ada, ben] = members as [Member, Member];
    const sent = await Promise.all(
      Array.from({ length: MESSAGES }, (_, time) => (time % 2 ? ada : ben).send(lobby, `message ${time}`)),
    );
    expect(new Set(sent.map(({ seq }) => seq)).size).toBe(MESSAGES);
    for (const { body } of sent) await ben.receivesMessage(lobby.id, body);
    await ada.command('edit_message', { messageId: sent[1]?.id ?? '', body: 'edited' });
    await ben.receives('message_changed', (message) => message.body === 'edited');
  }, 60_000);

  test('no lock and no setting stays behind in its connections', async () => {
    const locks = await ask(
      databaseUrl,
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    expect(locks).toEqual([]);
    const settings = await ask(pooler.url, `SELECT current_setting('enable_seqscan') AS seqscan`);
    expect(settings).toEqual([{ seqscan: 'on' }]);
    measured('X5', `${MESSAGES} of ${MESSAGES} sends acknowledged, no lock left (${mode} mode)`);
  });

  test('commands go to the database itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-backup-'));
    const made = await runCommand(pooler.url, ['backup', '--to', join(folder, 'b')], {
      DATABASE_DIRECT_URL: databaseUrl,
    }).finally(() => rmSync(folder, { recursive: true, force: true }));
    expect(made).toMatchObject({ code: 0 });
  }, 60_000);

  test('statements are prepared where the pooler keeps them, and survive a migration', async () => {
    const isPrepared = async () =>
      (await ask(pooler.url, `SELECT FROM pg_prepared_statements WHERE statement LIKE '/*%room_head%'`)).length > 0;
    if (keepsStatements(mode)) await eventually(isPrepared, 'a connection has prepared one');
    else expect(await isPrepared()).toBe(false);
    await ask(databaseUrl, 'CREATE TABLE things AS SELECT 1 AS one');
    const app = await startApp({
      databaseUrl: pooler.url,
      settings: { DATABASE_POOLER: keepsStatements(mode) ? 'prepared' : 'on' },
    });
    try {
      const things = () =>
        app.nest.get(Pipeline).transaction({
          begin: (send) => send({ name: 'things', text: 'SELECT * FROM things' }),
          end: (_, found) => Promise.resolve(found),
        });
      for (let time = 0; time < 8; time++) expect(await things()).toEqual([{ one: 1 }]);
      await ask(databaseUrl, 'ALTER TABLE things ADD COLUMN two integer DEFAULT 2');
      for (let time = 0; time < 8; time++) expect(await things()).toEqual([{ one: 1, two: 2 }]);
    } finally {
      await app.close();
      await ask(databaseUrl, 'DROP TABLE things');
    }
  }, 60_000);
});

import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { newDatabase } from '../support/app.ts';
import { runBuilt } from '../support/built-server.ts';
import { eventually } from '../support/member.ts';
import { emptyDatabase, queryOnce, runCommand } from '../support/operator.ts';
import { BusyClients, type Waits } from './busy-clients.ts';
import { olderDatabase } from './older-database.ts';

/** 30,000 within `npm test`, 1,000,000 by `npm run test:upgrade`. */
const MESSAGES = Number(process.env.UPGRADE_MESSAGES ?? 30_000);
const TIMEOUT_MS = 120_000 + MESSAGES / 2;

const OBJECTS = `
  SELECT 'column' AS what, table_name || '.' || column_name || ' ' || data_type AS name FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname || ' ' || convalidated FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT 'index', indexrelid::regclass || ' ' || indisvalid FROM pg_index WHERE indrelid::regclass::text !~ '^pg_'
  UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'migration', name FROM migrations ORDER BY 1, 2`;

/** A table that is written anew is locked for as long as that takes. */
const FILES = `SELECT relname, relfilenode FROM pg_class WHERE oid IN ('messages'::regclass, 'attachments'::regclass, 'message_edits'::regclass) ORDER BY 1`;

const print = ({ writes, longestWriteMs, longestReadMs, lockedMs }: Waits, seconds: number): void => {
  const ms = (value: number) => `${Math.round(value)} ms`;
  const locks = [...lockedMs].toSorted(([, a], [, b]) => b - a).slice(0, 5);
  console.log(
    `${MESSAGES} messages: ${seconds.toFixed(1)} s; ${writes} writes meanwhile, longest ${ms(longestWriteMs)}, read ${ms(longestReadMs)}; ` +
      `locks: ${locks.map(([lock, held]) => `${lock} ${ms(held)}`).join(', ') || 'none seen'}`,
  );
};

describe('an upgrade of a database in use', () => {
  let clients: BusyClients | undefined;
  afterEach(async () => {
    await clients?.stop();
    clients = undefined;
  });

  test(
    'keeps nobody waiting for long, and leaves the schema of a new database',
    async () => {
      const database = await olderDatabase(MESSAGES);
      const before = await queryOnce(database, FILES);
      clients = new BusyClients(database);
      await delay(500);
      const began = performance.now();
      const migrating = runBuilt('command', database, {}, ['migrate']);
      await eventually(() => migrating.exitCode() !== null, 'the migrations end', TIMEOUT_MS);
      const seconds = (performance.now() - began) / 1_000;
      const waits = await clients.stop();
      print(waits, seconds);
      expect(migrating.exitCode()).toBe(0);
      expect(waits.errors).toEqual([]);
      expect(await queryOnce(database, FILES)).toEqual(before);
      expect(await queryOnce(database, OBJECTS)).toEqual(await queryOnce(await newDatabase(), OBJECTS));
      const [counts] = await queryOnce<{ animated: number; edits: number; departures: boolean; ambiguous: number }>(
        database,
        `SELECT (SELECT count(*) FROM attachments WHERE NOT animated) AS animated, (SELECT count(*) FROM message_edits) AS edits,
           (SELECT count(*) > 0 FROM room_departures) AS departures, (SELECT count(*) FROM users WHERE name_is_ambiguous) AS ambiguous`,
      );
      expect(counts).toEqual({ animated: 0, edits: 2000, departures: true, ambiguous: 100 });
    },
    2 * TIMEOUT_MS,
  );

  test('goes on after it was killed, again and again', async () => {
    const database = await olderDatabase(10_000);
    for (let lifeMs = 2_500; ; lifeMs += 2_500) {
      const migrating = runBuilt('command', database, {}, ['migrate']);
      await Promise.race([delay(lifeMs), eventually(() => migrating.exitCode() !== null, 'it ends', 60_000)]);
      if (migrating.exitCode() === 0) break;
      expect(migrating.exitCode()).toBeNull();
      await migrating.stop('SIGKILL');
    }
    expect(await queryOnce(database, OBJECTS)).toEqual(await queryOnce(await newDatabase(), OBJECTS));
  }, 180_000);

  test('makes an index again that a killed attempt left invalid', async () => {
    const database = await olderDatabase(1_000);
    await queryOnce(database, `CREATE INDEX messages_uncounted ON messages (room_id)`);
    await queryOnce(
      database,
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'messages_uncounted'::regclass`,
    );
    await queryOnce(database, `CREATE INDEX messages_parts_ccnew ON messages (room_id)`);
    await queryOnce(
      database,
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'messages_parts_ccnew'::regclass`,
    );
    expect(await runCommand(database, ['migrate'])).toMatchObject({ code: 0 });
    expect(await queryOnce(database, OBJECTS)).toEqual(await queryOnce(await newDatabase(), OBJECTS));
  }, 90_000);

  test('waits for a long transaction without keeping others waiting', async () => {
    const database = await olderDatabase(1_000);
    const reader = new pg.Client({ connectionString: database });
    await reader.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT FROM attachments, room_members, users, registrations LIMIT 1');
    clients = new BusyClients(database);
    const migrating = runBuilt('command', database, {}, ['migrate']);
    await delay(5_000);
    expect(migrating.exitCode()).toBeNull();
    await reader.query('COMMIT');
    await reader.end();
    await eventually(() => migrating.exitCode() !== null, 'the migrations end', 60_000);
    const waits = await clients.stop();
    expect([migrating.exitCode(), waits.errors]).toEqual([0, []]);
  }, 120_000);

  describe('is looked at first by upgrade-check, which', () => {
    const onlyDatabase = { SECRET_KEY: '', MAIL_SERVER: '' };

    test('names migrations, tables, rows, time and disk, and changes nothing', async () => {
      const database = await olderDatabase(5_000);
      const before = await queryOnce(database, OBJECTS);
      const { code, output } = await runCommand(database, ['upgrade-check'], onlyDatabase);
      expect(code).toBe(0);
      expect(output).toMatch(/^Parley \S+ on PostgreSQL 18\S*: \d+ migrations to run\.$/m);
      expect(output).toMatch(/^ {2}UncountedMessages1763760833606: at once, messages \(about 5,000 rows, \d+ MB\)$/m);
      expect(output).toMatch(/TextFolding1763760521537: .*messages \(/);
      expect(output).toMatch(/^In all (at once|about \d+ s), during which Parley may run/m);
      expect(output).toMatch(/needs up to \d+ MB more on its disk meanwhile; [\d,]+ MB are free/);
      expect(await queryOnce(database, OBJECTS)).toEqual(before);
    }, 90_000);

    test('has nothing to tell of a database that is up to date, and makes nothing in an empty one', async () => {
      const { code, output } = await runCommand(await newDatabase(), ['upgrade-check'], onlyDatabase);
      expect([code, output]).toEqual([0, expect.stringContaining('nothing to do')]);
      const empty = await emptyDatabase();
      expect(await runCommand(empty, ['upgrade-check'], onlyDatabase)).toMatchObject({ code: 0 });
      expect(await queryOnce(empty, `SELECT FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
    });

    test('refuses a database of a newer version', async () => {
      const database = await newDatabase();
      await queryOnce(
        database,
        `INSERT INTO migrations ("timestamp", name) VALUES (9999999999999, 'Later9999999999999')`,
      );
      expect(await runCommand(database, ['upgrade-check'], onlyDatabase)).toEqual({
        code: 1,
        output: expect.stringMatching(
          /of a newer Parley than this [^\n]*Later9999999999999[^\n]*restore a backup[^\n]*\n$/,
        ),
      });
    });
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newDatabase, type TestApp } from '../support/app.ts';
import { BackupFolder, type CompanyToBackUp, startCompanyToBackUp } from '../support/company-to-back-up.ts';
import { emptyDatabase, queryOnce, runCommand } from '../support/operator.ts';

describe('a backup of a quiet database', () => {
  const folder = new BackupFolder();
  const settings = { UPLOAD_FOLDER: folder.pathOf('files') };
  let company: CompanyToBackUp;
  let app: TestApp;
  let database: string;

  beforeAll(async () => {
    company = await startCompanyToBackUp(settings);
    ({ app } = company);
    database = await emptyDatabase();
    await runCommand(app.databaseUrl, ['backup', '--to', folder.pathOf('quiet')], settings);
    expect(await runCommand(database, ['restore', '--from', folder.pathOf('quiet')], settings)).toMatchObject({
      code: 0,
    });
  }, 60_000);

  afterAll(async () => {
    await company.close();
    folder.remove();
  });

  /** All rows of a table in one text; equal texts are equal tables. */
  const content = async (database: string, table: string) =>
    (
      await queryOnce<{ all: string }>(
        database,
        `SELECT string_agg(t::text, E'\\n' ORDER BY t::text) AS all FROM ${table} t`,
      )
    )[0]?.all;

  test('restores every row of every table as it was', async () => {
    // The first four change with a restore; with the others the running server goes on.
    const changed = [
      'room_head',
      'person_head',
      'sessions',
      'sign_in_devices',
      'password_resets',
      'email_changes',
      'email_undos',
      'mails',
      'digest_cursor',
      'task_leases',
      'backups',
      'audit_log',
    ];
    const tables = folder.manifestOf('quiet').tables.map(({ name }) => name);
    for (const table of tables.filter((name) => !changed.includes(name)))
      expect([table, await content(database, table)]).toEqual([table, await content(app.databaseUrl, table)]);
    const counters = '(SELECT user_id, revision, forgotten_revision FROM person_head)';
    expect(await content(database, counters)).toBe(await content(app.databaseUrl, counters));
    const acts = `(SELECT * FROM audit_log WHERE action NOT LIKE 'backup%')`;
    expect(await content(database, acts)).toBe(await content(app.databaseUrl, acts));
    expect(await content(database, '(SELECT name FROM migrations)')).toBe(
      await content(app.databaseUrl, '(SELECT name FROM migrations)'),
    );
  });

  test('leaves keys, indexes and triggers as they were', async () => {
    const constraints =
      '(SELECT conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint)';
    const indexes =
      '(SELECT indexrelid::regclass, pg_get_indexdef(indexrelid), indisvalid FROM pg_index WHERE indexrelid::regclass::text !~ $$^pg_$$)';
    const triggers = `(SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal)`;
    for (const what of [constraints, indexes, triggers])
      expect(await content(database, what)).toBe(await content(app.databaseUrl, what));
    await expect(queryOnce(database, 'DELETE FROM audit_log')).rejects.toThrow('append-only');
  });

  test('restored with --no-mail leaves out the mails that wait', async () => {
    const copy = await emptyDatabase();
    await queryOnce(
      app.databaseUrl,
      `INSERT INTO mails (recipient, template, data, due_at) VALUES ('a@example.org', 'code', '{}', now() + interval '1 day')`,
    );
    await runCommand(app.databaseUrl, ['backup', '--to', folder.pathOf('with-mail')], settings);
    const args = ['restore', '--from', folder.pathOf('with-mail')];
    const waiting = () => queryOnce(copy, 'SELECT FROM mails WHERE sent_at IS NULL');
    expect(await runCommand(copy, args, settings)).toMatchObject({ code: 0 });
    expect((await waiting()).length).toBeGreaterThan(0);
    expect(await runCommand(copy, [...args, '--force', '--no-mail'], settings)).toMatchObject({ code: 0 });
    expect(await waiting()).toEqual([]);
  }, 60_000);

  test('restored twice has another epoch each time', async () => {
    const epoch = async () =>
      (await queryOnce<{ epoch: number }>(database, 'SELECT min(epoch) AS epoch FROM room_head'))[0]?.epoch ?? 0;
    const first = await epoch();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(
      await runCommand(database, ['restore', '--from', folder.pathOf('quiet'), '--force'], settings),
    ).toMatchObject({
      code: 0,
    });
    expect(await epoch()).toBeGreaterThan(first);
  }, 60_000);
});

test('a backup from before a migration gets the tables of its time, then the later migrations', async () => {
  const folder = new BackupFolder();
  const cost = (database: string) => queryOnce(database, `SELECT procost FROM pg_proc WHERE proname = 'folded'`);
  const old = await newDatabase();
  await queryOnce(old, `ALTER FUNCTION folded(text) COST 100`);
  await queryOnce(old, `DELETE FROM migrations WHERE name = 'SearchCost1763746000000'`);
  expect(await runCommand(old, ['backup', '--to', folder.pathOf('old')])).toMatchObject({ code: 0 });
  const target = await newDatabase();
  expect(await runCommand(target, ['restore', '--from', folder.pathOf('old')])).toMatchObject({ code: 0 });
  expect(await cost(target)).toEqual([{ procost: 2000 }]);
  folder.remove();
}, 60_000);

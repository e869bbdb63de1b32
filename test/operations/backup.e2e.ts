import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../src/operations/manifest.ts';
import type { ServerInfo } from '../../src/health/server-info.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Changes, History, Message } from '../../src/timeline/message.dto.ts';
import { newDatabase, startApp, type TestApp } from '../support/app.ts';
import { SimulatedClient, freshState } from '../support/simulated-client.ts';
import { png } from '../support/generated-files.ts';
import { download, postFile, uploaded } from '../support/files.ts';
import { type Member, newMember, signInAgain } from '../support/member.ts';
import { queryOnce, runCommand, emptyDatabase } from '../support/operator.ts';

const BODY = 'a line,\n"quoted" \\N \\. ünï 🎉\ttab';

describe('a backup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-backup-'));
  const pathOf = (name: string) => join(folder, name);
  const settings = { UPLOAD_FOLDER: pathOf('files') };
  const manifestOf = (name: string) =>
    JSON.parse(readFileSync(join(pathOf(name), 'manifest.json'), 'utf8')) as Manifest;

  let app: TestApp;
  let ada: Member;
  let bob: Member;
  let room: Room;
  let device: SimulatedClient;
  let messagesBefore: Message[];
  let attachmentId: string;
  let logo: Buffer;
  const picture = Buffer.from('the plan, as it was');

  beforeAll(async () => {
    chmodSync(folder, 0o711); // PostgreSQL, which never runs as root, gets a folder in here
    app = await startApp({ settings });
    ada = await newMember(app.url); // the first one is administrator
    bob = await newMember(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Kept', kind: 'private' });
    await bob.must('POST', '/rooms/join', { code: room.code });
    device = new SimulatedClient(ada);
    await device.goOnline();
    await bob.goOnline();
    const first = await bob.send(room, BODY);
    await bob.command('send_message', {
      roomId: room.id,
      clientId: crypto.randomUUID(),
      body: 'an answer',
      replyToId: first.id,
    });
    const file = await uploaded(ada, { name: 'plan.txt', type: 'text/plain', bytes: picture });
    attachmentId = file.id;
    const body = { clientId: crypto.randomUUID(), body: '', attachmentIds: [file.id] };
    await ada.must('POST', `/rooms/${room.id}/messages`, body);
    await postFile(ada, 'PUT', '/admin/settings/logo', { name: 'logo.png', type: 'image/png', bytes: await png() });
    logo = await logoOf(app.url);
    messagesBefore = await historyOf(ada);
  }, 60_000);

  afterAll(async () => {
    device.goOffline();
    bob.goOffline();
    await app.close();
    rmSync(folder, { recursive: true });
  });

  /** The picture of the server, as anybody sees it. */
  const logoOf = async (url: string): Promise<Buffer> => {
    const { logoUrl } = (await (await fetch(`${url}/api/v1/server`)).json()) as ServerInfo;
    const answer = await fetch(`${url}${logoUrl}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp']);
    return Buffer.from(await answer.arrayBuffer());
  };

  const historyOf = async (member: Member): Promise<Message[]> => {
    const page = (before: number) =>
      member.must<History>('GET', `/rooms/${room.id}/messages?limit=100&before=${before}`);
    let history = await page(1_000_000);
    let { items } = history;
    while (history.hasBefore) {
      history = await page(items[0]?.seq ?? 0);
      items = [...history.items, ...items];
    }
    return items;
  };

  /** The messages that a member sees, without the URLs of files, which are signed anew each time. */
  const plain = (shown: unknown): unknown =>
    JSON.parse(JSON.stringify(shown, (key, value: unknown) => (key === 'url' ? undefined : value)));

  /** All rows of a table in one text; equal texts are equal tables. */
  const content = async (database: string, table: string) =>
    (
      await queryOnce<{ all: string }>(
        database,
        `SELECT string_agg(t::text, E'\\n' ORDER BY t::text) AS all FROM ${table} t`,
      )
    )[0]?.all;

  test('is made under traffic: messages acknowledged before are in it, whole and in order', async () => {
    let writing = true;
    const sent: Message[] = [];
    const writer = (async () => {
      while (writing) sent.push(await bob.send(room, `while it is made ${sent.length}`));
    })();
    const done = await runCommand(app.databaseUrl, ['backup', '--to', pathOf('busy')], settings);
    writing = false;
    await writer;
    expect(done).toEqual({ code: 0, output: expect.stringContaining('Backed up to') });
    expect(sent.length).toBeGreaterThan(0);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
    const { tables } = manifestOf('busy');
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['audit_log', 'messages', 'users']));
    expect(tables.map(({ name }) => name)).not.toContain('nodes'); // of processes that run now
  });

  describe('restored into an empty database', () => {
    let restored: TestApp;
    let database: string;
    let again: Member;

    beforeAll(async () => {
      await device.fetchMissing();
      device.goOffline();
      database = await emptyDatabase();
      const elsewhere = { UPLOAD_FOLDER: pathOf('restored-files') };
      const done = await runCommand(database, ['restore', '--from', pathOf('busy')], elsewhere);
      expect(done).toEqual({ code: 0, output: expect.stringContaining('Everybody signs in anew') });
      for (const { name, rows } of manifestOf('busy').tables)
        expect([name, await queryOnce(database, `SELECT count(*)::int AS rows FROM ${name}`)]).toEqual([
          name,
          // No browser is known to a restored server, and the restore itself is in its audit log.
          [{ rows: name === 'sign_in_devices' ? 0 : rows + Number(name === 'audit_log') }],
        ]);
      restored = await startApp({ databaseUrl: database, settings: elsewhere });
      again = await signInAgain(ada, restored.url);
    }, 90_000);

    afterAll(() => restored.close());

    test('has everything that was acknowledged before it, and no gap in what came during it', async () => {
      const items = await historyOf(again);
      expect(items.slice(0, messagesBefore.length).map(({ id, body }) => [id, body])).toEqual(
        messagesBefore.map(({ id, body }) => [id, body]),
      );
      expect(items.map(({ seq }) => seq)).toEqual(items.map((_, place) => (items[0]?.seq ?? 0) + place));
      expect(items.find(({ body }) => body === 'an answer')?.replyTo?.id).toBe(
        items.find(({ body }) => body === BODY)?.id,
      );
    });

    test('serves the files', async () => {
      const file = (await historyOf(again))
        .flatMap(({ attachments }) => attachments)
        .find(({ id }) => id === attachmentId);
      const answer = await download(again, file?.url ?? '');
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture);
    });

    test('shows the picture of the server', async () => {
      expect(await logoOf(restored.url)).toEqual(logo);
    });

    test('ends the sessions of before', async () => {
      const old = ada.sameSession(restored.url);
      expect(await old.ask('GET', '/users/me')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      expect(await again.ask('GET', '/users/me')).toMatchObject({ status: 200 });
    });

    test('resets a browser that knows newer messages, until it shows the restored ones', async () => {
      const { revision, epoch } = room;
      const asked = await again.must<Changes>('GET', `/rooms/${room.id}/changes?since=${revision}&epoch=${epoch}`);
      expect(asked.reset).toBe(true);
      const before = device.state.messages[room.id]?.length ?? 0;
      Object.assign(ada, { url: restored.url, token: again.token });
      await device.goOnline();
      await device.fetchMissing();
      expect(plain(device.state)).toEqual(plain(await freshState(again)));
      expect(device.state.messages[room.id]?.length).toBeLessThan(before);
      device.goOffline();
    });

    test('numbers new messages without conflicts', async () => {
      await again.goOnline();
      const newest = (await historyOf(again)).at(-1)?.seq ?? 0;
      expect(await again.send(room, 'after it')).toMatchObject({ seq: newest + 1 });
      again.goOffline();
      expect(await runCommand(database, ['rotate-keys'])).toMatchObject({ code: 0 });
      await newMember(restored.url);
    });
  });

  describe('of a quiet database', () => {
    let database: string;

    beforeAll(async () => {
      database = await emptyDatabase();
      await runCommand(app.databaseUrl, ['backup', '--to', pathOf('quiet')], settings);
      expect(await runCommand(database, ['restore', '--from', pathOf('quiet')], settings)).toMatchObject({ code: 0 });
    }, 60_000);

    test('restores every row of every table as it was', async () => {
      // The first three change with a restore; with the others the running server goes on.
      const changed = [
        'room_head',
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
      const tables = manifestOf('quiet').tables.map(({ name }) => name);
      for (const table of tables.filter((name) => !changed.includes(name)))
        expect([table, await content(database, table)]).toEqual([table, await content(app.databaseUrl, table)]);
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
      await runCommand(app.databaseUrl, ['backup', '--to', pathOf('with-mail')], settings);
      const args = ['restore', '--from', pathOf('with-mail')];
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
      expect(await runCommand(database, ['restore', '--from', pathOf('quiet'), '--force'], settings)).toMatchObject({
        code: 0,
      });
      expect(await epoch()).toBeGreaterThan(first);
    }, 60_000);
  });

  test('from before a migration gets the tables of its time, then the later migrations', async () => {
    const cost = (database: string) => queryOnce(database, `SELECT procost FROM pg_proc WHERE proname = 'folded'`);
    const old = await newDatabase();
    await queryOnce(old, `ALTER FUNCTION folded(text) COST 100`);
    await queryOnce(old, `DELETE FROM migrations WHERE name = 'SearchCost1763746000000'`);
    expect(await runCommand(old, ['backup', '--to', pathOf('old')])).toMatchObject({ code: 0 });
    const target = await newDatabase();
    expect(await runCommand(target, ['restore', '--from', pathOf('old')])).toMatchObject({ code: 0 });
    expect(await cost(target)).toEqual([{ procost: 2000 }]);
  }, 60_000);

  test('works with the database of npm start, which a command starts for itself', async () => {
    const admin = async (...args: string[]) => {
      const env = { ...process.env, NODE_ENV: 'test', DATABASE_URL: '', DATA_DIR: pathOf('embedded') };
      return (await promisify(execFile)(process.execPath, ['deploy/local/admin.mjs', ...args], { env })).stdout;
    };
    expect(await admin('migrate')).toMatch(
      /^Database: the embedded one of npm start[^\n]*\n(?:.*\n)*The database is up to date/,
    );
    await expect(admin('backup', '--to', pathOf('nothing'))).rejects.toMatchObject({
      stdout: expect.stringContaining('the embedded one of npm start'),
      stderr: expect.stringContaining('Set DATABASE_URL'),
    });
    expect(await admin('restore', '--from', pathOf('busy'))).toContain('SECRET_KEY is another one');
    await admin('backup', '--to', pathOf('embedded-backup'));
    // No browser is known to a restored server.
    const restoredTables = (name: string) =>
      manifestOf(name).tables.filter(({ name }) => !['sign_in_devices', 'audit_log'].includes(name));
    const rows = (name: string) => restoredTables(name).map(({ name, rows }) => [name, rows]);
    expect(rows('embedded-backup')).toEqual(rows('busy'));
  }, 120_000);

  test('goes on when a file is missing, and reports it', async () => {
    for (const { key } of manifestOf('busy').uploads.files) rmSync(join(pathOf('files'), key.slice(0, 2), key));
    const done = await runCommand(app.databaseUrl, ['backup', '--to', pathOf('holes')], settings);
    expect(done).toEqual({ code: 0, output: expect.stringContaining('were gone') });
    expect(manifestOf('holes').uploads.files).toEqual([]);
    expect(manifestOf('holes').uploads.missing).toEqual(manifestOf('busy').uploads.files.map(({ key }) => key));
  });
});

import { execFile } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServerInfo } from '../../src/health/server-info.dto.ts';
import type { PersonalChanges } from '../../src/personal/personal.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Changes, Message } from '../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { BackupFolder, BODY, type CompanyToBackUp, startCompanyToBackUp } from '../support/company-to-back-up.ts';
import { download } from '../support/files.ts';
import { wholeHistory } from '../support/history.ts';
import { type Member, newMember, signInAgain } from '../support/member.ts';
import { emptyDatabase, queryOnce, runCommand } from '../support/operator.ts';
import { freshState, type SimulatedClient } from '../support/simulated-client.ts';

describe('a backup', () => {
  const folder = new BackupFolder();
  const settings = { UPLOAD_FOLDER: folder.pathOf('files') };
  let company: CompanyToBackUp;
  let app: TestApp;
  let ada: Member;
  let bob: Member;
  let room: Room;
  let device: SimulatedClient;
  let messagesBefore: Message[];
  let logo: Buffer;
  let personal: PersonalChanges;

  beforeAll(async () => {
    company = await startCompanyToBackUp(settings);
    ({ app, ada, bob, room, device } = company);
    logo = await logoOf(app.url);
    messagesBefore = await historyOf(ada);
    personal = await ada.must('GET', '/users/me/personal?since=0');
  }, 60_000);

  afterAll(async () => {
    await company.close();
    folder.remove();
  });

  /** The picture of the server, as strangers see it. */
  const logoOf = async (url: string): Promise<Buffer> => {
    const { logoUrl } = (await (await fetch(`${url}/api/v1/server`)).json()) as ServerInfo;
    const answer = await fetch(`${url}${logoUrl}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp']);
    return Buffer.from(await answer.arrayBuffer());
  };

  const historyOf = (member: Member) => wholeHistory(member, room.id);

  /** The messages that a member sees, without the URLs of files, which are signed anew each time. */
  const plain = (shown: unknown): unknown =>
    JSON.parse(JSON.stringify(shown, (key, value: unknown) => (key === 'url' ? undefined : value)));

  test('is made under traffic: messages acknowledged before are in it, whole and in order', async () => {
    let writing = true;
    const sent: Message[] = [];
    const writer = (async () => {
      while (writing) sent.push(await bob.send(room, `while it is made ${sent.length}`));
    })();
    const done = await runCommand(app.databaseUrl, ['backup', '--to', folder.pathOf('busy')], settings);
    writing = false;
    await writer;
    expect(done).toEqual({ code: 0, output: expect.stringContaining('Backed up to') });
    expect(sent.length).toBeGreaterThan(0);
    expect(readdirSync(folder.path).filter((name) => name.includes('partial'))).toEqual([]);
    const { tables } = folder.manifestOf('busy');
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
      const elsewhere = { UPLOAD_FOLDER: folder.pathOf('restored-files') };
      const done = await runCommand(database, ['restore', '--from', folder.pathOf('busy')], elsewhere);
      expect(done).toEqual({ code: 0, output: expect.stringContaining('Everybody signs in anew') });
      for (const { name, rows } of folder.manifestOf('busy').tables)
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
        .find(({ id }) => id === company.attachmentId);
      const answer = await download(again, file?.url ?? '');
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(company.fileBytes);
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

    test('resets what a device knows of what is personal, and tells it all', async () => {
      const { revision, epoch, items } = personal;
      const told = await again.must<PersonalChanges>('GET', `/users/me/personal?since=${revision}&epoch=${epoch}`);
      expect(told).toEqual({ ...personal, reset: true, epoch: expect.any(Number) });
      expect([told.epoch > epoch, items]).toMatchObject([true, [{ value: { note: 'kept' } }]]);
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

  test('works with the database of npm start, which a command starts for itself', async () => {
    const admin = async (...args: string[]) => {
      const env = { ...process.env, NODE_ENV: 'test', DATABASE_URL: '', DATA_DIR: folder.pathOf('embedded') };
      return (await promisify(execFile)(process.execPath, ['deploy/local/admin.mjs', ...args], { env })).stdout;
    };
    expect(await admin('migrate')).toMatch(
      /^Database: the embedded one of npm start[^\n]*\n(?:.*\n)*The database is up to date/,
    );
    await expect(admin('backup', '--to', folder.pathOf('nothing'))).rejects.toMatchObject({
      stdout: expect.stringContaining('the embedded one of npm start'),
      stderr: expect.stringContaining('Set DATABASE_URL'),
    });
    expect(await admin('restore', '--from', folder.pathOf('busy'))).toContain('SECRET_KEY is another one');
    await admin('backup', '--to', folder.pathOf('embedded-backup'));
    // No browser is known to a restored server.
    const restoredTables = (name: string) =>
      folder.manifestOf(name).tables.filter(({ name }) => !['sign_in_devices', 'audit_log'].includes(name));
    const rows = (name: string) => restoredTables(name).map(({ name, rows }) => [name, rows]);
    expect(rows('embedded-backup')).toEqual(rows('busy'));
  }, 120_000);

  test('goes on when a file is missing, and reports it', async () => {
    for (const { key } of folder.manifestOf('busy').uploads.files)
      rmSync(join(folder.pathOf('files'), key.slice(0, 2), key));
    const done = await runCommand(app.databaseUrl, ['backup', '--to', folder.pathOf('holes')], settings);
    expect(done).toEqual({ code: 0, output: expect.stringContaining('were gone') });
    expect(folder.manifestOf('holes').uploads.files).toEqual([]);
    expect(folder.manifestOf('holes').uploads.missing).toEqual(
      folder.manifestOf('busy').uploads.files.map(({ key }) => key),
    );
  });
});

import { chmodSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Manifest } from '../../src/operations/manifest.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { newDatabase, startApp, type TestApp } from '../support/app.ts';
import { uploaded } from '../support/files.ts';
import { type Member, newMember } from '../support/member.ts';
import { queryOnce, runCommand, emptyDatabase } from '../support/operator.ts';

describe('a backup or restore is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-backup-'));
  const pathOf = (name: string) => join(folder, name);
  const settings = { UPLOAD_FOLDER: pathOf('files') };

  let app: TestApp;
  let ada: Member;

  beforeAll(async () => {
    chmodSync(folder, 0o711); // PostgreSQL, which never runs as root, gets a folder in here
    app = await startApp({ settings });
    ada = await newMember(app.url);
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Kept', kind: 'private' });
    const file = await uploaded(ada, { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from('the plan') });
    const message = { clientId: crypto.randomUUID(), body: '', attachmentIds: [file.id] };
    await ada.must('POST', `/rooms/${room.id}/messages`, message);
    expect(await runCommand(app.databaseUrl, ['backup', '--to', pathOf('good')], settings)).toMatchObject({ code: 0 });
  }, 60_000);

  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const refusal = (output: string) => ({
    code: 1,
    output: expect.stringMatching(new RegExp(`^Database: [^\\n]+\\n[^\\n]*${output}[^\\n]*\\n$`)),
  });
  const damaged = (name: string, damage: (at: string) => void) => {
    cpSync(pathOf('good'), pathOf(name), { recursive: true });
    damage(pathOf(name));
    return pathOf(name);
  };
  const changeManifest = (at: string, change: (manifest: Manifest) => void) => {
    const file = join(at, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    change(manifest);
    writeFileSync(file, JSON.stringify(manifest));
  };
  const flip = (file: string) => {
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(file, bytes);
  };
  const anyUpload = (at: string) => {
    const [sub = ''] = readdirSync(join(at, 'uploads'));
    return join(at, 'uploads', sub, readdirSync(join(at, 'uploads', sub))[0] ?? '');
  };

  test.each([
    ['a table', 'SHA-256', (at: string) => flip(join(at, 'tables/messages.csv.gz'))],
    ['a file', 'SHA-256', (at: string) => flip(anyUpload(at))],
    ['no table', 'messages.csv.gz is missing', (at: string) => rmSync(join(at, 'tables/messages.csv.gz'))],
    ['no file', 'is missing', (at: string) => rmSync(anyUpload(at))],
    ['no manifest', 'no manifest.json', (at: string) => rmSync(join(at, 'manifest.json'))],
    [
      'half a manifest',
      'cannot be understood',
      (at: string) => writeFileSync(join(at, 'manifest.json'), '{"format": 1'),
    ],
    [
      'a path for a name',
      'cannot be understood',
      (at: string) => changeManifest(at, ({ tables }) => Object.assign(tables[0] ?? {}, { name: '../x' })),
    ],
    [
      'a newer migration',
      'newer Parley',
      (at: string) => changeManifest(at, ({ migrations }) => migrations.push('Later9999999999999')),
    ],
    ['a newer format', 'newer Parley', (at: string) => changeManifest(at, (manifest) => (manifest.format = 2))],
  ])('damaged: %s', async (name, output, damage) => {
    const database = await emptyDatabase();
    const from = damaged(name.replaceAll(' ', '-'), damage);
    expect(await runCommand(database, ['restore', '--from', from], settings)).toEqual(refusal(output));
    expect(
      await queryOnce(database, `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`),
    ).toEqual([]);
  });

  test('when its rows differ from the manifest, and the target is unchanged', async () => {
    const database = await emptyDatabase();
    const at = damaged('miscounted', (at) =>
      changeManifest(at, ({ tables }) => tables.forEach((table) => table.rows++)),
    );
    expect(await runCommand(database, ['restore', '--from', at], settings)).toEqual(refusal('instead of'));
    expect(
      await queryOnce(database, `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`),
    ).toEqual([]);
  });

  test('for a database with accounts, which stay; not with --force', async () => {
    const other = await startApp({ settings: { UPLOAD_FOLDER: pathOf('other-files') } });
    await newMember(other.url);
    await other.close();
    const users = () => queryOnce(other.databaseUrl, 'SELECT username FROM users');
    const before = await users();
    const restore = ['restore', '--from', pathOf('good')];
    const elsewhere = { UPLOAD_FOLDER: pathOf('other-files') };
    expect(await runCommand(other.databaseUrl, restore, elsewhere)).toEqual(refusal('has accounts'));
    expect(await users()).toEqual(before);
    expect(await runCommand(other.databaseUrl, [...restore, '--force'], elsewhere)).toMatchObject({ code: 0 });
    expect(await users()).toEqual(expect.arrayContaining([{ username: ada.username }]));
  }, 60_000);

  test('while the database has other connections', async () => {
    const database = await newDatabase();
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    expect(await runCommand(database, ['restore', '--from', pathOf('good')], settings)).toEqual(refusal('in use'));
    await client.end();
  });

  test('into a folder that has something in it', async () => {
    expect(await runCommand(app.databaseUrl, ['backup', '--to', pathOf('good')], settings)).toEqual(
      refusal('is not empty'),
    );
  });

  test('of a database that has nothing in it', async () => {
    const database = await emptyDatabase();
    expect(await runCommand(database, ['backup', '--to', pathOf('nothing')])).toEqual(refusal('nothing to back up'));
    expect(readdirSync(folder)).not.toContain('nothing');
  });
});

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login } from '../../../src/auth/auth.dto.ts';
import { newDatabase, startApp, type TestApp } from '../../support/app.ts';
import { startBuiltServer } from '../../support/built-server.ts';
import { download, upload, uploaded } from '../../support/files.ts';
import { startS3 } from '../../support/services/s3.mjs';
import { png } from '../../support/generated-files/files.ts';
import { runCommand, emptyDatabase } from '../../support/operator.ts';
import { eventually, Member, newMember, newName, refused, ApiClient } from '../../support/member.ts';

describe('an object store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-s3-'));
  let store: Awaited<ReturnType<typeof startS3>>;
  let app: TestApp;
  let ada: Member;
  let s3: Record<string, string>;

  beforeAll(async () => {
    store = await startS3(folder);
    s3 = {
      S3_ENDPOINT: store.endpoint,
      S3_BUCKET: store.bucket,
      S3_ACCESS_KEY: 'S3RVER',
      S3_SECRET_KEY: 'S3RVER',
    };
    app = await startApp({ settings: { ...s3, DATA_DIR: join(folder, 'data') } });
    ada = await newMember(app.url);
  });

  afterAll(async () => {
    await app.close();
    await store.stop();
    rmSync(folder, { recursive: true });
  });

  const objects = () => readdirSync(join(folder, 'parley')).filter((name) => name.endsWith('_object'));

  test('stores files, serves them in parts, and deletes them', async () => {
    const bytes = Buffer.from('0123456789'.repeat(700_000)); // more than one part of an upload
    const { id, url } = await uploaded(ada, { name: 'a.txt', bytes });
    const whole = Buffer.from(await (await download(ada, url ?? '')).arrayBuffer());
    expect(whole.equals(bytes)).toBe(true);
    const part = await download(ada, url ?? '', { range: 'bytes=5-14' });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
      206,
      '5678901234',
      'bytes 5-14/7000000',
    ]);
    const picture = await uploaded(ada, { name: 'p.png', bytes: await png() });
    expect((await download(ada, picture.thumbnailUrl ?? '')).status).toBe(200);
    expect(objects()).toHaveLength(3);
    for (const one of [id, picture.id]) await ada.must('DELETE', `/uploads/${one}`);
    await eventually(() => objects().length === 0, 'the store is empty');
    expect(readdirSync(join(folder, 'data/uploads/quarantine'))).toEqual([]);
  });

  test('is backed up by its keys; both backup and restore report missing files', async () => {
    await uploaded(ada, { name: 'kept.txt', bytes: Buffer.from('kept') });
    const settings = { ...s3, UPLOAD_FOLDER: '', DATA_DIR: join(folder, 'data') };
    const backup = (name: string) => runCommand(app.databaseUrl, ['backup', '--to', join(folder, name)], settings);
    const whole = await backup('whole');
    expect(whole).toEqual({ code: 0, output: expect.stringContaining('the keys of 1 files; the object store needs') });
    expect(whole.output).not.toContain('were gone');
    const empty = await emptyDatabase();
    const restore = ['restore', '--from', join(folder, 'whole')];
    expect((await runCommand(empty, restore, settings)).output).not.toContain('are not in it');

    for (const name of readdirSync(join(folder, 'parley'))) rmSync(join(folder, 'parley', name), { recursive: true });
    expect(await backup('poorer')).toEqual({ code: 0, output: expect.stringContaining('1 files were gone') });
    const poorer = await runCommand(empty, [...restore, '--force'], settings);
    expect(poorer).toEqual({ code: 0, output: expect.stringContaining('1 of them are not in it') });

    const nowhere = { ...settings, S3_ENDPOINT: 'http://127.0.0.1:9' };
    expect((await runCommand(await emptyDatabase(), restore, nowhere)).code).toBe(1);
  }, 120_000);

  test('that has lost a file answers 404', async () => {
    const { url } = await uploaded(ada, { name: 'a.txt', bytes: Buffer.from('hello') });
    for (const name of readdirSync(join(folder, 'parley'))) rmSync(join(folder, 'parley', name), { recursive: true });
    expect((await download(ada, url ?? '')).status).toBe(404);
  });
});

describe('a full disk', () => {
  test('refuses files that do not fit, leaves nothing of them, and goes on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-uploads-'));
    const server = await startBuiltServer(
      await newDatabase(),
      undefined,
      { UPLOAD_FOLDER: folder },
      { largestFile: 1_000_000 },
    );
    try {
      const visitor = new ApiClient(server.url);
      const { accessToken, user } = await visitor.must<Login>('POST', '/auth/guest', { username: newName('g') });
      const guest = new Member(server.url, user.username, '', user);
      guest.token = accessToken;
      const large = { name: 'a.bin', bytes: Buffer.alloc(3_000_000) };
      expect(await upload(guest, large)).toMatchObject(refused(507, 'storage_full'));
      await eventually(() => readdirSync(join(folder, 'quarantine')).length === 0, 'nothing is left');
      const { url } = await uploaded(guest, { name: 'a.txt', bytes: Buffer.from('small enough') });
      expect(await (await download(guest, url ?? '')).text()).toBe('small enough');
    } finally {
      await server.stop('SIGTERM');
      rmSync(folder, { recursive: true });
    }
  });
});

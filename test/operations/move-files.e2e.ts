import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { StoredFilesCheck } from '../../src/uploads/storage/stored-files-check.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { uploaded } from '../support/files.ts';
import { type Member, newMember } from '../support/member.ts';
import { runCommand } from '../support/operator.ts';
import { startS3 } from '../support/services/s3.mjs';

describe('moving files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-moving-'));
  const data = join(folder, 'data');
  const files = join(data, 'uploads');
  let s3: Awaited<ReturnType<typeof startS3>>;
  let app: TestApp;
  let ada: Member;

  beforeAll(async () => {
    s3 = await startS3(join(folder, 's3'));
    app = await startApp({ settings: { UPLOAD_FOLDER: files } });
    ada = await newMember(app.url);
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Files', kind: 'private' });
    for (const text of ['one', 'two', 'three']) {
      const file = await uploaded(ada, { name: `${text}.txt`, type: 'text/plain', bytes: Buffer.from(text) });
      const message = { clientId: crypto.randomUUID(), body: '', attachmentIds: [file.id] };
      await ada.must('POST', `/rooms/${room.id}/messages`, message);
    }
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await s3.stop();
    rmSync(folder, { recursive: true });
  });

  const move = (to: string) =>
    runCommand(app.databaseUrl, ['move-files', '--to', to], {
      DATA_DIR: data,
      UPLOAD_FOLDER: '',
      S3_ENDPOINT: s3.endpoint,
      S3_BUCKET: s3.bucket,
      S3_ACCESS_KEY: 'S3RVER',
      S3_SECRET_KEY: 'S3RVER',
    });
  const stored = () => readdirSync(files, { recursive: true }).filter((name) => /[0-9a-f]{32}$/.test(String(name)));

  test('brings all into the bucket, goes on where it ended, and puts right what arrived wrongly', async () => {
    expect(await move('s3')).toEqual({
      code: 0,
      output: expect.stringContaining('3 files: 3 copied to the bucket, 0 were there'),
    });
    expect((await move('s3')).output).toContain('0 copied to the bucket, 3 were there');
    expect(stored()).toHaveLength(3);
    const [some = ''] = stored();
    writeFileSync(join(files, String(some)), 'other words');
    expect((await move('s3')).output).toContain('1 copied to the bucket, 2 were there');
  }, 60_000);

  test('brings them back, and names those that are in neither', async () => {
    cpSync(files, join(folder, 'kept'), { recursive: true });
    rmSync(files, { recursive: true });
    expect(await app.nest.get(StoredFilesCheck).check()).toBe(3);
    expect((await move('folder')).output).toContain('3 copied to the folder');
    expect(stored().toSorted()).toEqual(
      readdirSync(join(folder, 'kept'), { recursive: true })
        .filter((name) => /[0-9a-f]{32}$/.test(String(name)))
        .toSorted(),
    );
    expect(await app.nest.get(StoredFilesCheck).check()).toBe(0);
    rmSync(join(folder, 's3', s3.bucket), { recursive: true });
    rmSync(files, { recursive: true });
  }, 60_000);

  test('is refused where one of the two is not configured, and for other words', async () => {
    expect(await runCommand(app.databaseUrl, ['move-files', '--to', 's3'])).toMatchObject({
      code: 1,
      output: expect.stringContaining('S3_BUCKET'),
    });
    expect(await move('ftp')).toMatchObject({ code: 1, output: expect.stringContaining('--to s3 or --to folder') });
  }, 60_000);
});

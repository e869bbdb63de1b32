import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { startApp, type TestApp } from './support/app.ts';
import { get, uploaded, upload } from './support/files.ts';
import { type Member, newMember, refused } from './support/member.ts';

describe('smoke', () => {
  let app: TestApp;
  let ada: Member;
  beforeAll(async () => {
    app = await startApp({ settings: { UPLOAD_FOLDER: mkdtempSync(join(tmpdir(), 'u-')), LOG_LEVEL: 'warn' } });
    ada = await newMember(app.url);
  });
  afterAll(() => app.close());
  test('png', async () => {
    const bytes = await sharp({ create: { width: 900, height: 700, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const a = await uploaded(ada, { name: 'ré.png', type: 'image/png', bytes });
    const got = await get(ada, a.url ?? '');
    expect(got.status).toBe(200);
    expect((await get(ada, a.thumbnailUrl ?? '')).status).toBe(200);
    expect(await upload(ada, { name: 'x.png', bytes: Buffer.from('hello') })).toMatchObject(
      refused(422, 'file_type_mismatch'),
    );
  });
});

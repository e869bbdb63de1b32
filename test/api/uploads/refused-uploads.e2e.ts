import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import type { ProblemCode } from '../../../src/common/problem.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type FileToUpload, upload, uploaded } from '../../support/files.ts';
import { gif, png, wav, webm, zip } from '../../support/generated-files/files.ts';
import { eventually, type Member, newMember, refused } from '../../support/member.ts';

/** All files below a folder. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());

describe('refused uploads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-uploads-'));
  let app: TestApp;
  let ada: Member;

  beforeAll(async () => {
    app = await startApp({ settings: { UPLOAD_FOLDER: folder, UPLOAD_QUOTA: '1' } });
    ada = await newMember(app.url);
  });

  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const rows = () => app.nest.get(Database).query<{ name: string }>(`SELECT name FROM attachments`);

  /** Neither in the database nor on the disk, now or a moment later. */
  const insistOnNothing = async () => {
    await eventually(() => filesIn(folder).length === 0, 'nothing is left on the disk');
    expect(await rows()).toEqual([]);
    const discarded = () => app.nest.get(Database).query(`SELECT key FROM discarded_files`);
    await eventually(async () => (await discarded()).length === 0, 'nothing is left to be removed');
  };
  afterEach(insistOnNothing);

  const bad: [string, number, ProblemCode, () => FileToUpload | Promise<FileToUpload>][] = [
    ['text that says it is a picture', 422, 'file_type_mismatch', () => ({ name: 'x', type: 'image/png', bytes: Buffer.from('hello') })],
    ['text with the name of a picture', 422, 'file_type_mismatch', () => ({ name: 'x.png', bytes: Buffer.from('hello') })],
    ['HTML with the name of a picture', 422, 'file_type_mismatch', () => ({ name: 'x.gif', type: 'image/gif', bytes: Buffer.from('<script>alert(1)</script>') })],
    ['a picture with the name of a text', 422, 'file_type_mismatch', async () => ({ name: 'x.txt', type: 'image/png', bytes: await png() })],
    ['SVG that says it is a picture', 422, 'file_type_mismatch', () => ({ name: 'x.svg', type: 'image/png', bytes: Buffer.from('<svg/>') })],
    ['a program that says it is a recording', 422, 'file_type_mismatch', () => ({ name: 'x.mp3', type: 'audio/mpeg', bytes: Buffer.from('MZ\x90\0') })],
    ['a picture that is also an archive by name', 422, 'file_type_mismatch', () => ({ name: 'x.zip', bytes: Buffer.concat([gif(1), zip([{ name: 'a' }])]) })],
    ['a GIF that is cut off', 422, 'file_damaged', () => ({ name: 'x.gif', bytes: gif(1).subarray(0, 22) })],
    ['the first bytes of a picture and nothing more', 422, 'file_damaged', async () => ({ name: 'x.png', bytes: (await png()).subarray(0, 16) })],
    ['nothing', 400, 'invalid_input', () => ({ name: 'x.txt', bytes: Buffer.alloc(0) })],
    ['more than one may keep', 409, 'quota_exceeded', () => ({ name: 'x.bin', bytes: Buffer.alloc(1_000_001) })],
  ]; // prettier-ignore

  test.each(bad)('%s', async (_, status, code, make) => {
    expect(await upload(ada, await make())).toMatchObject(refused(status, code));
  });

  const voice = { waveform: JSON.stringify(Array.from({ length: 64 }, () => 7)) };
  test.each([
    ['of eleven minutes', 422, 'audio_too_long', 'x.wav', () => wav(660, 1_000)],
    ['of eleven minutes in WebM', 422, 'audio_too_long', 'x.webm', () => webm(660)],
  ] as const)('a voice message %s', async (_, status, code, name, make) => {
    expect(await upload(ada, { name, bytes: make() }, voice)).toMatchObject(refused(status, code));
  });

  test.each(['[1,2]', 'loud', `[${'101,'.repeat(63)}1]`, `[${'0.5,'.repeat(63)}1]`])(
    'the waveform %s',
    async (waveform) => {
      const answer = await upload(ada, { name: 'x.wav', bytes: wav(1) }, { waveform });
      expect(answer).toMatchObject(refused(400, 'invalid_input'));
      expect(answer.body.fields).toHaveProperty('waveform');
    },
  );

  const raw = async (body: string | undefined, type: string) => {
    const response = await fetch(`${app.url}/api/v1/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': type },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, body: (await response.json()) as object };
  };
  const part = (disposition: string, end = '--b--\r\n') =>
    `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\nhello\r\n${end}`;

  test.each([
    ['no form', '{"file": 1}', 'application/json'],
    ['a form without a boundary', part('name="file"; filename="a"'), 'multipart/form-data'],
    ['a form that ends in the middle', part('name="file"; filename="a"', ''), 'multipart/form-data; boundary=b'],
    ['a form without a file', part('name="other"'), 'multipart/form-data; boundary=b'],
    ['a file under another name', part('name="files"; filename="a"'), 'multipart/form-data; boundary=b'],
    ['two files', part('name="file"; filename="a"', '') + part('name="file"; filename="b"'), 'multipart/form-data; boundary=b'],
    ['more fields than there are', part('name="x"', '').repeat(9) + part('name="file"; filename="a"'), 'multipart/form-data; boundary=b'],
  ])('%s', async (_, body, type) => expect(await raw(body, type)).toMatchObject(refused(400, 'invalid_input'))); // prettier-ignore

  test('an upload that is broken off', async () => {
    const { port } = new URL(app.url);
    const headers = { authorization: `Bearer ${ada.token}`, 'content-type': 'multipart/form-data; boundary=b' };
    const sending = request({ port, path: '/api/v1/uploads', method: 'POST', headers });
    sending.on('error', () => undefined);
    sending.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n');
    sending.write(Buffer.alloc(300_000));
    await eventually(() => filesIn(folder).length === 1, 'it has begun to arrive');
    sending.destroy();
    await insistOnNothing();
  });

  test('more than fits, counted exactly however many come at once', async () => {
    const one = { name: 'third.bin', bytes: Buffer.alloc(300_000) };
    const answers = await Promise.all(Array.from({ length: 8 }, () => upload(ada, one)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
    expect((await rows()).length).toBe(3);
    for (const { body } of answers.filter(({ status }) => status === 201))
      await ada.must('DELETE', `/uploads/${body.id}`);
    const again = await uploaded(ada, one); // there is room again
    await ada.must('DELETE', `/uploads/${again.id}`);
  });

  test('accepts a voice message just within the limits', async () => {
    const { id } = await uploaded(ada, { name: 'x.wav', bytes: wav(600, 500) }, voice);
    await ada.must('DELETE', `/uploads/${id}`);
  });
});

import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Attachment } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { bearer, download } from '../../support/files.ts';
import { wav } from '../../support/generated-files.ts';
import { type Member, newMembers, refused } from '../../support/member.ts';

const BASE = '/api/v1/uploads/resumable';

describe('resumable uploads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-uploads-'));
  let app: TestApp;
  let ada: Member;
  let bob: Member;

  beforeAll(async () => {
    app = await startApp({ settings: { UPLOAD_FOLDER: folder, UPLOAD_QUOTA: '30' } });
    [ada, bob] = (await newMembers(app.url, 2)) as [Member, Member];
  });

  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const ask = (by: Member, method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) =>
    fetch(app.url + path, {
      method,
      headers: { ...bearer(by), 'tus-resumable': '1.0.0', ...headers },
      ...(body && { body: new Uint8Array(body) }),
    });
  const meta = (values: Record<string, string>) =>
    Object.entries(values)
      .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
      .join(',');
  const begin = (by: Member, length: number, values: Record<string, string> = { filename: 'a.txt' }) =>
    ask(by, 'POST', BASE, { 'upload-length': String(length), 'upload-metadata': meta(values) });
  const part = (by: Member, path: string, offset: number, body: Buffer) =>
    ask(
      by,
      'PATCH',
      path,
      { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      body,
    );
  const begun = async (length: number, values?: Record<string, string>) => {
    const answer = await begin(ada, length, values);
    expect(answer.status).toBe(201);
    return answer.headers.get('location') ?? '';
  };
  const left = () => readdirSync(join(folder, 'quarantine'));

  test('continue where they were broken off, and end like any other', async () => {
    const sound = wav(2);
    const waveform = JSON.stringify(Array.from({ length: 64 }, () => 7));
    const path = await begun(sound.length, { filename: 'memo.wav', filetype: 'audio/wav', waveform });
    expect((await part(ada, path, 0, sound.subarray(0, 5_000))).status).toBe(204);
    const how = await ask(ada, 'HEAD', path);
    expect([how.headers.get('upload-offset'), how.headers.get('upload-length')]).toEqual([
      '5000',
      String(sound.length),
    ]);
    const last = await part(ada, path, 5_000, sound.subarray(5_000));
    expect(last.status).toBe(200);
    const attachment = (await last.json()) as Attachment;
    expect(attachment).toMatchObject({ name: 'memo.wav', kind: 'audio', durationMs: 2_000, size: sound.length });
    expect(path.endsWith(`_${attachment.id}`)).toBe(true); // so a lost answer can be asked for
    const shown = await ada.must<Attachment>('GET', `/uploads/${attachment.id}`);
    expect(Buffer.from(await (await download(ada, shown.url ?? '')).arrayBuffer())).toEqual(sound);
    expect(left()).toEqual([]);
    expect((await ask(ada, 'HEAD', path)).status).toBe(404);
  });

  test('are refused for the same reasons, and leave nothing', async () => {
    const path = await begun(5, { filename: 'a.png', filetype: 'image/png' });
    const answer = await part(ada, path, 0, Buffer.from('hello'));
    expect([answer.status, await answer.json()]).toEqual([
      422,
      expect.objectContaining({ code: 'file_type_mismatch' }),
    ]);
    expect(left()).toEqual([]);
  });

  test('belong to their owner alone', async () => {
    const path = await begun(10);
    expect((await part(bob, path, 0, Buffer.from('hello'))).status).toBe(404);
    expect((await ask(bob, 'HEAD', path)).status).toBe(404);
    expect((await ask(bob, 'DELETE', path)).status).toBe(404);
    expect((await ask(ada, 'DELETE', path)).status).toBe(204);
    expect(left()).toEqual([]);
  });

  test('have limits', async () => {
    expect((await begin(ada, 25_000_001)).status).toBe(413);
    const path = await begun(10);
    expect((await part(ada, path, 0, Buffer.from('more than ten bytes'))).status).toBeGreaterThanOrEqual(400);
    expect((await part(ada, path, 5, Buffer.from('hello'))).status).toBe(409); // not where it stands
    await ask(ada, 'DELETE', path);
    const keep = await begun(20_000_000);
    const whole = await part(ada, keep, 0, Buffer.alloc(20_000_000));
    expect(whole.status).toBe(200);
    const over = await begin(ada, 20_000_000);
    expect([over.status, await over.json()]).toEqual([409, expect.objectContaining({ code: 'quota_exceeded' })]);
    const { id } = (await whole.json()) as Attachment;
    await ada.must('DELETE', `/uploads/${id}`);
  });

  test.each(['..%2f..%2fetc%2fpasswd', 'x', '%00', '..', `${randomUUID()}_${randomUUID()}.json`])(
    'have no other names: %s',
    async (name) => {
      for (const method of ['HEAD', 'DELETE', 'PATCH'])
        expect(
          (
            await ask(ada, method, `${BASE}/${name}`, {
              'upload-offset': '0',
              'content-type': 'application/offset+octet-stream',
            })
          ).status,
        ).toBeGreaterThanOrEqual(400);
      expect(left()).toEqual([]);
    },
  );

  test('need a token, and the protocol', async () => {
    expect(
      await bob.sameSession().ask('POST', '/uploads/resumable', undefined, { authorization: 'Bearer nonsense' }),
    ).toMatchObject(refused(401, 'unauthenticated'));
    expect((await fetch(app.url + BASE, { method: 'POST', headers: bearer(ada) })).status).toBe(412);
  });
});

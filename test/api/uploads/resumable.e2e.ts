import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Attachment } from '../../../src/timeline/message.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { bearer, download, upload } from '../../support/files.ts';
import { wav } from '../../support/generated-files/files.ts';
import { eventually, type Member, newGuest, newMembers, refused } from '../../support/member.ts';

const BASE = '/api/v1/uploads/resumable';

describe('resumable uploads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-uploads-'));
  let app: TestApp;
  let ada: Member;
  let bob: Member;

  beforeAll(async () => {
    app = await startApp({ settings: { UPLOAD_FOLDER: folder, UPLOAD_QUOTA: '30', UPLOAD_QUARANTINE: '50' } });
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

  test('count what they promise, and are five at once', async () => {
    const paths = [];
    for (let i = 0; i < 3; i++) paths.push(await begun(9_000_000));
    const over = await begin(ada, 9_000_000); // 27 of 30 MB are promised, though nothing has come
    expect([over.status, await over.json()]).toEqual([409, expect.objectContaining({ code: 'quota_exceeded' })]);
    const plain = await upload(ada, { name: 'a.bin', bytes: Buffer.alloc(4_000_000) });
    expect(plain).toMatchObject(refused(409, 'quota_exceeded'));
    for (let i = 0; i < 2; i++) paths.push(await begun(10));
    const sixth = await begin(ada, 10);
    expect([sixth.status, await sixth.json()]).toEqual([429, expect.objectContaining({ code: 'too_many_requests' })]);
    expect((await begin(bob, 10)).status).toBe(201);
    expect((await part(ada, paths[4] ?? '', 0, Buffer.alloc(10))).status).toBe(200); // its place is free
    paths[4] = await begun(10);
    for (const path of paths) expect((await ask(ada, 'DELETE', path)).status).toBe(204);
    await eventually(async () => (await begin(ada, 25_000_000)).status === 201, 'there is room again');
  });

  const age = (minutes: number) =>
    app.nest
      .get(Database)
      .query(
        `UPDATE begun_uploads SET moved_at = moved_at - make_interval(mins => $1), expires_at = expires_at - make_interval(mins => $1)`,
        [minutes],
      );

  test('give way after ten minutes, and are forgotten after an hour or a day', async () => {
    const [member] = (await newMembers(app.url, 1)) as [Member];
    const first = (await begin(member, 10)).headers.get('location') ?? '';
    await age(11);
    expect((await ask(member, 'HEAD', first)).status).toBe(200); // nobody needs its place; and it has moved
    await age(11);
    for (let i = 0; i < 5; i++) expect((await begin(member, 10)).status).toBe(201);
    expect((await ask(member, 'HEAD', first)).status).toBe(404);
    const guest = await newGuest(app.url);
    const path = (await begin(guest, 10)).headers.get('location') ?? '';
    await age(59);
    expect((await ask(guest, 'HEAD', path)).status).toBe(200);
    await age(2);
    expect((await ask(guest, 'HEAD', path)).status).toBe(404);
    await app.nest.get(Database).query(`DELETE FROM begun_uploads`);
  });

  test('share one bound; guests have half of it', async () => {
    const guests = await Promise.all([1, 2].map(() => newGuest(app.url)));
    expect((await begin(guests[0] as Member, 20_000_000)).status).toBe(201);
    const more = await begin(guests[1] as Member, 10_000_000); // of 50 MB
    expect([more.status, await more.json()]).toEqual([503, expect.objectContaining({ code: 'unavailable' })]);
    const members = await newMembers(app.url, 2);
    expect((await begin(members[0] as Member, 20_000_000)).status).toBe(201);
    expect((await begin(members[1] as Member, 20_000_000)).status).toBe(503);
    const plain = await upload(members[1] as Member, { name: 'a.bin', bytes: Buffer.alloc(20_000_000) });
    expect(plain).toMatchObject(refused(503, 'unavailable'));
    expect((await begin(members[1] as Member, 9_000_000)).status).toBe(201);
    await app.nest.get(Database).query(`DELETE FROM begun_uploads`);
  });

  test('need a token, and the protocol', async () => {
    expect(
      await bob.sameSession().ask('POST', '/uploads/resumable', undefined, { authorization: 'Bearer nonsense' }),
    ).toMatchObject(refused(401, 'unauthenticated'));
    expect((await fetch(app.url + BASE, { method: 'POST', headers: bearer(ada) })).status).toBe(412);
  });
});

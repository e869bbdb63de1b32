import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { ServerInfo } from '../../../src/health/server-info.dto.ts';
import type { History } from '../../../src/timeline/message.dto.ts';
import type { Me } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { download, postFile } from '../../support/files.ts';
import { gif, hugePng, photo, png, wav } from '../../support/generated-files/files.ts';
import { eventually, lobbyOf, type Member, newMember, newMembers, refused } from '../../support/member.ts';

describe('avatars', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-uploads-'));
  let app: TestApp;
  let ada: Member;
  let bob: Member;

  beforeAll(async () => {
    app = await startApp({ settings: { UPLOAD_FOLDER: folder } });
    [ada, bob] = (await newMembers(app.url, 2)) as [Member, Member];
  });

  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const put = (member: Member, name: string, bytes: Buffer) =>
    postFile<Me>(member, 'PUT', '/users/me/avatar', { name, bytes });
  const count = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length;

  test('are two squares without camera metadata, and all members of shared rooms receive them', async () => {
    await bob.goOnline();
    const { status, body } = await put(ada, 'me.jpg', await photo());
    expect(status).toBe(200);
    const { avatarUrl } = await bob.receives(
      'user_changed',
      ({ id, avatarUrl }) => id === ada.id && avatarUrl !== null,
    );
    expect(avatarUrl).toBe(body.avatarUrl);
    for (const [url, size] of [
      [avatarUrl, 256],
      [`${avatarUrl}?size=64`, 64],
    ] as const) {
      const answer = await download(bob, url ?? '');
      expect(answer.headers.get('content-type')).toBe('image/webp');
      const metadata = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
      expect(metadata).toMatchObject({ width: size, height: size, format: 'webp' });
      expect(metadata.exif).toBeUndefined();
    }
    const lobby = await lobbyOf(ada);
    await ada.must('POST', `/rooms/${lobby.id}/messages`, { clientId: crypto.randomUUID(), body: 'It is me' });
    const { items } = await bob.must<History>('GET', `/rooms/${lobby.id}/messages`);
    expect(items.at(-1)?.author?.avatarUrl).toBe(avatarUrl);
    bob.goOffline();
  });

  test('are replaced, removed, and deleted with the account, each time with the file', async () => {
    const zoe = await newMember(app.url);
    const before = count();
    const first = (await put(zoe, 'a.png', await png())).body.avatarUrl ?? '';
    const second = (await put(zoe, 'b.gif', gif(2))).body.avatarUrl ?? '';
    expect(second).not.toBe(first);
    await eventually(async () => (await download(bob, first)).status === 404, 'the first is gone');
    expect((await zoe.must<Me>('DELETE', '/users/me/avatar')).avatarUrl).toBeNull();
    await eventually(() => count() === before, 'nothing is left');
    const third = (await put(zoe, 'c.png', await png())).body.avatarUrl ?? '';
    await zoe.must('DELETE', '/users/me', { password: zoe.password });
    await eventually(async () => (await download(bob, third)).status === 404, 'it went with the account');
    await eventually(() => count() === before, 'nothing is left');
  });

  test.each([
    ['too much', 413, 'file_too_large', () => Buffer.alloc(5_000_001)],
    ['no picture', 422, 'file_type_mismatch', () => Buffer.from('hello')],
    ['too many pixels', 422, 'image_too_large', () => hugePng(50_000, 50_000)],
    ['half a picture', 422, 'file_damaged', async () => (await png(300, 300)).subarray(0, 300)],
  ] as const)('are refused when there is %s, and the old one stays', async (_, status, code, make) => {
    const { body } = await put(bob, 'a.png', await png());
    expect(await put(bob, 'b.png', await make())).toMatchObject(refused(status, code));
    expect((await bob.must<Me>('GET', '/users/me')).avatarUrl).toBe(body.avatarUrl);
    expect((await download(bob, body.avatarUrl ?? '')).status).toBe(200);
    await eventually(() => readdirSync(join(folder, 'quarantine')).length === 0, 'nothing is left');
  });

  test('are pictures: a recording is refused', async () => {
    expect(await put(bob, 'a.wav', wav(1))).toMatchObject(refused(422, 'file_type_mismatch'));
  });

  test.each(['/api/v1/avatars/' + '0'.repeat(32), '/api/v1/avatars/..%2f..%2fsecret', '/api/v1/avatars/x'])(
    'are not there: %s',
    async (path) => expect((await download(bob, path)).status).toBe(404),
  );

  test('are not scanned without a scanner, and administrators see so', async () => {
    const admin = (await ada.must<Me>('GET', '/users/me')).role === 'admin' ? ada : bob;
    expect((await admin.must<ServerInfo>('GET', '/server')).virusScan).toBe(false);
  });
});

import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Room } from '../src/rooms/rooms.dto.ts';
import type { FoundPage } from '../src/search/search.dto.ts';
import type { History, Attachment, Message } from '../src/timeline/message.dto.ts';
import type { RoomFilePage, SignedFiles } from '../src/uploads/uploads.dto.ts';
import { startApp, type TestApp } from './support/app.ts';
import { bearer, get, upload, uploaded } from './support/files.ts';
import { gif, photo, png, wav, webm, zip, mp3, ogg, m4a } from './support/made-files.ts';
import {
  eventually,
  type Member,
  newGuest,
  newMember,
  newMembers,
  onAnotherDevice,
  refused,
} from './support/member.ts';

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-uploads-'));
  let app: TestApp;
  let ada: Member;
  let bob: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp({ settings: { UPLOAD_FOLDER: folder } });
    [ada, bob] = (await newMembers(app.url, 2)) as [Member, Member];
  });

  beforeEach(async () => {
    room = await ada.must<Room>('POST', '/rooms', { name: 'Files', kind: 'private' });
    await bob.must('POST', '/rooms/join', { code: room.code });
  });

  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const text = { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from('0123456789') };
  const plain = (url: string | null) => (url ?? '').split('?', 1).join();

  const sendWith = (by: Member, attachmentIds: string[], body = '', clientId: string = randomUUID()) =>
    by.ask<Message>('POST', `/rooms/${room.id}/messages`, { clientId, body, attachmentIds });

  /** A file in the room, with an address that was signed for each. */
  const shared = async (file: Parameters<typeof uploaded>[1] = text) => {
    const { id } = await uploaded(ada, file);
    const { body: message } = await sendWith(ada, [id]);
    const seen = await bob.must<Message>('GET', `/messages/${message.id}`);
    const [attachment] = seen.attachments as [Attachment];
    return { message, attachment, url: attachment.url ?? '' };
  };

  const insistOnEnd = async (url: string) => {
    expect((await get(bob, url)).status).toBe(404);
    expect((await get(bob, url, { range: 'bytes=0-1' })).status).toBe(404);
    expect((await get(bob, plain(url), bearer(bob))).status).toBe(404);
  };

  describe('are sent', () => {
    test('with a message, which may say nothing, and everybody hears of them', async () => {
      await bob.goOnline();
      const picture = await uploaded(ada, { name: 'a.png', bytes: await png() });
      const { id } = await uploaded(ada, text);
      const { status, body } = await sendWith(ada, [id, picture.id]);
      expect(status).toBe(201);
      const heard = await eventually(() => bob.received(room.id).find((message) => message.id === body.id), 'it comes');
      expect(heard.attachments).toMatchObject([
        { id, kind: 'file', name: 'plan.txt', mime: 'text/plain', size: 10, status: 'clean', thumbnailUrl: null },
        { id: picture.id, kind: 'image', width: 60, height: 40, thumbnailUrl: expect.stringMatching(/thumbnail$/) },
      ]);
      expect(heard.attachments.map(({ url }) => url)).toEqual(
        [id, picture.id].map((id) => `/api/v1/uploads/${id}/content`),
      );
      const answer = await get(bob, heard.attachments[0]?.url ?? '', bearer(bob));
      expect([answer.status, await answer.text()]).toEqual([200, '0123456789']);
      expect((await get(bob, heard.attachments[0]?.url ?? '')).status).toBe(401); // bare, and no token
      bob.goOffline();
    });

    test('by the socket too', async () => {
      await ada.goOnline();
      const { id } = await uploaded(ada, text);
      const input = { roomId: room.id, clientId: randomUUID(), body: '', attachmentIds: [id] };
      expect((await ada.command('send_message', input)).attachments).toMatchObject([{ id }]);
      expect((await ada.command('send_message', input)).attachments).toMatchObject([{ id }]);
      ada.goOffline();
    });

    test('once, however often it is repeated', async () => {
      const clientId = randomUUID();
      const { id } = await uploaded(ada, text);
      const first = await sendWith(ada, [id], 'here', clientId);
      const again = await sendWith(ada, [id], 'here', clientId);
      expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id]);
      expect(again.body.attachments).toMatchObject([{ id }]);
      expect(await sendWith(ada, [], 'here', clientId)).toMatchObject(refused(409, 'client_id_reused'));
      expect(await sendWith(ada, [id])).toMatchObject(refused(400, 'invalid_input')); // sent before
    });

    test('by one of several who try at once', async () => {
      const { id } = await uploaded(ada, text);
      const answers = await Promise.all(Array.from({ length: 5 }, () => sendWith(ada, [id])));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400]);
      const { items } = await bob.must<History>('GET', `/rooms/${room.id}/messages`);
      expect(items.filter(({ attachments }) => attachments.length)).toHaveLength(1);
      expect(items.map(({ seq }) => seq)).toEqual(items.map((_, i) => i + 1)); // no number was lost
    });

    test('only by whoever uploaded them, only what there is, and ten at most', async () => {
      const mine = await Promise.all(Array.from({ length: 11 }, () => uploaded(ada, text)));
      const ids = mine.map(({ id }) => id);
      expect(await sendWith(bob, ids.slice(0, 1))).toMatchObject(refused(400, 'invalid_input'));
      expect(await sendWith(ada, [randomUUID()])).toMatchObject(refused(400, 'invalid_input'));
      expect(await sendWith(ada, [ids[0] ?? '', ids[0] ?? ''])).toMatchObject(refused(400, 'invalid_input'));
      expect(await sendWith(ada, ids)).toMatchObject(refused(400, 'invalid_input'));
      expect(await sendWith(ada, [])).toMatchObject(refused(400, 'invalid_input')); // says nothing at all
      const { body } = await sendWith(ada, ids.slice(0, 10));
      expect(body.attachments.map(({ id }) => id)).toEqual(ids.slice(0, 10));
    });
  });

  describe('of a kind', () => {
    test('photo lose what the camera wrote into them, and stand upright', async () => {
      const before = await photo();
      expect(before.includes('Tell-Tale')).toBe(true);
      const { url, width, height, mime } = await uploaded(ada, { name: 'a.jpg', type: 'image/jpeg', bytes: before });
      expect([width, height, mime]).toEqual([60, 80, 'image/jpeg']);
      const after = Buffer.from(await (await get(ada, url ?? '')).arrayBuffer());
      expect(after.includes('Tell-Tale')).toBe(false);
      expect(await sharp(after).metadata()).toMatchObject({ width: 60, height: 80, format: 'jpeg' });
      expect((await sharp(after).metadata()).exif).toBeUndefined();
    });

    test('picture hold nothing but pixels, whatever else they were', async () => {
      const hidden = Buffer.concat([gif(3), Buffer.from('<script>alert(1)</script>'), zip([{ name: 'a' }])]);
      const { url, thumbnailUrl } = await uploaded(ada, { name: 'a.gif', bytes: hidden });
      const after = Buffer.from(await (await get(ada, url ?? '')).arrayBuffer());
      expect(after.includes('script') || after.includes('PK')).toBe(false);
      expect(await sharp(after, { animated: true }).metadata()).toMatchObject({ format: 'gif', pages: 3 });
      const small = await get(ada, thumbnailUrl ?? '');
      expect(small.headers.get('content-type')).toBe('image/webp');
    });

    test.each([
      ['a.wav', 'audio/wav', wav(3), 3_000],
      ['a.webm', 'audio/webm', webm(3), 2_999],
      ['a.mp3', 'audio/mpeg', mp3(3), 3_000],
      ['a.ogg', 'audio/ogg', ogg(3), 3_000],
      ['a.m4a', 'audio/mp4', m4a(3), 3_000],
    ])('recording tell their length: %s', async (name, mime, bytes, milliseconds) => {
      const waveform = Array.from({ length: 64 }, (_, i) => i);
      const sound = await uploaded(ada, { name, bytes }, { waveform: JSON.stringify(waveform) });
      expect(sound).toMatchObject({ kind: 'audio', mime, waveform, size: bytes.length });
      expect(Math.abs((sound.durationMs ?? 0) - milliseconds)).toBeLessThan(60);
    });

    test('film are files', async () => {
      const film = await uploaded(ada, { name: 'a.webm', type: 'video/webm', bytes: webm(2, { video: true }) });
      expect(film).toMatchObject({ kind: 'file', mime: 'video/webm', durationMs: null });
    });

    test.each([
      ['page.html', 'text/html', '<script>alert(1)</script>', 'application/octet-stream'],
      ['drawing.svg', 'image/svg+xml', '<svg onload="alert(1)"/>', 'application/octet-stream'],
      ['feed.xml', 'application/xml', '<x/>', 'application/octet-stream'],
      ['paper.pdf', 'application/pdf', '%PDF-1.7', 'application/pdf'],
      ['notes.txt', 'text/plain', 'hello', 'text/plain; charset=utf-8'],
      ['program.exe', 'application/x-msdownload', 'MZ', 'application/octet-stream'],
    ])('that browsers might run are only downloaded: %s', async (name, type, content, mime) => {
      const { url } = await uploaded(ada, { name, type, bytes: Buffer.from(content) });
      const { headers } = await get(ada, url ?? '');
      expect(headers.get('content-type')).toBe(mime);
      expect(headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(headers.get('content-security-policy')).toBe(`default-src 'none'; sandbox`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-site');
      expect(headers.get('cache-control')).toBe('private, no-store');
    });

    test.each([
      ['../../etc/passwd', 'passwd'],
      ['C:\\fakepath\\plan.txt', 'plan.txt'],
      ['photo\u202egnp.exe', 'photognp.exe'],
      ['a\u200bb\u2066c.txt', 'abc.txt'],
      ['Zürich – 会議.txt', 'Zürich – 会議.txt'],
      ['e\u0301.txt', 'é.txt'],
      ['...', 'file'],
      [`${'会'.repeat(100)}.tar`, `${'会'.repeat(48)}.tar`],
      ['say "hi"; now.txt', 'say "hi"; now.txt'],
      ['two\r\nlines.txt', 'twolines.txt'],
    ])('with the name %j are called %j', async (name, shown) => {
      const { url, ...file } = await uploaded(ada, { name, bytes: Buffer.from('x') });
      expect(file.name).toBe(shown);
      const disposition = (await get(ada, url ?? '')).headers.get('content-disposition') ?? '';
      expect(decodeURIComponent(disposition.split(`filename*=UTF-8''`)[1] ?? '')).toBe(shown);
      expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/);
    });
  });

  describe('in parts', () => {
    const parts: [string, number, string, string | null][] = [
      ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
      ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
      ['bytes=-3', 206, '789', 'bytes 7-9/10'],
      ['bytes=-30', 206, '0123456789', 'bytes 0-9/10'],
      ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
      ['lines=1-2', 200, '0123456789', null],
    ];
    test.each(parts)('%s', async (range, status, content, says) => {
      const { url } = await shared();
      const answer = await get(bob, url, { range });
      expect([answer.status, await answer.text(), answer.headers.get('content-range')]).toEqual([
        status,
        content,
        says,
      ]);
      expect(answer.headers.get('content-length')).toBe(String(content.length));
    });

    test.each(['bytes=10-', 'bytes=5-2', 'bytes=0-1,3-4', 'bytes=-0', 'bytes=', 'bytes=a-b'])(
      'none: %s',
      async (range) => {
        const { url } = await shared();
        const answer = await get(bob, url, { range });
        expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */10']);
        expect(await answer.json()).toMatchObject({ code: 'range_not_satisfiable' });
      },
    );

    test('only of the same version, and HEAD tells the same', async () => {
      const { url } = await shared();
      const tag = (await get(bob, url)).headers.get('etag') ?? '';
      expect((await get(bob, url, { range: 'bytes=0-1', 'if-range': tag })).status).toBe(206);
      expect((await get(bob, url, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
      const head = await fetch(bob.url + url, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
      expect((await fetch(bob.url + plain(url), { method: 'HEAD' })).status).toBe(401);
    });
  });

  describe('are open', () => {
    test('before they are sent, to whoever uploaded them', async () => {
      const { id, url } = await uploaded(ada, text);
      expect((await get(ada, url ?? '')).status).toBe(200);
      expect((await get(bob, plain(url), bearer(bob))).status).toBe(404);
      expect(await bob.ask('GET', `/uploads/${id}`)).toMatchObject(refused(404, 'attachment_not_found'));
      expect(await bob.ask('DELETE', `/uploads/${id}`)).toMatchObject(refused(404, 'attachment_not_found'));
      expect(await ada.ask('DELETE', `/uploads/${id}`)).toMatchObject({ status: 204 });
      expect((await get(ada, url ?? '')).status).toBe(404);
    });

    test('to nobody by an address made for another file, another person, or with another end', async () => {
      const { attachment, url } = await shared();
      const other = await shared();
      const access = url.split('access=')[1] ?? '';
      const [expires = '', ...rest] = access.split('.');
      const at = (id: string, signature: string) => get(bob, `/api/v1/uploads/${id}/content?access=${signature}`);
      expect((await at(attachment.id, access)).status).toBe(200);
      expect((await at(other.attachment.id, access)).status).toBe(401);
      expect((await at(attachment.id, [String(Number(expires) + 1), ...rest].join('.'))).status).toBe(401);
      expect((await at(attachment.id, [expires, ada.id, ...rest.slice(1)].join('.'))).status).toBe(401);
      expect((await at(attachment.id, 'nonsense')).status).toBe(401);
    });

    test('for ten minutes by an address; then another one is asked for', async () => {
      const { attachment, url } = await shared();
      const { items } = await bob.must<SignedFiles>('POST', '/uploads/urls', { ids: [attachment.id, randomUUID()] });
      expect(items).toMatchObject([{ id: attachment.id, thumbnailUrl: null }]);
      const left = Date.parse(items[0]?.expiresAt ?? '') - Date.now();
      expect(left).toBeGreaterThan(9 * 60_000);
      expect(left).toBeLessThanOrEqual(10 * 60_000);
      expect((await get(bob, items[0]?.url ?? '')).status).toBe(200);
      const now = Date.now;
      try {
        Date.now = () => now() + 11 * 60_000;
        expect(await (await get(bob, url)).json()).toMatchObject({ status: 401, code: 'token_expired' });
      } finally {
        Date.now = now;
      }
    });

    test('until the message is deleted, and then nothing of them is left', async () => {
      // By name: what other tests left behind is removed meanwhile, too.
      const files = () =>
        readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((e) => (e.isFile() ? e.name : []));
      const others = new Set(files());
      const { message, url } = await shared({ name: 'a.png', bytes: await png() });
      const own = files().filter((name) => !others.has(name));
      expect(own).toHaveLength(2);
      const tombstone = await ada.must<Message>('DELETE', `/messages/${message.id}`);
      expect(tombstone.attachments).toEqual([]);
      await insistOnEnd(url);
      await eventually(() => !files().some((name) => own.includes(name)), 'picture and thumbnail are gone');
    });

    test('until one leaves', async () => {
      const { url } = await shared();
      await bob.must('POST', `/rooms/${room.id}/leave`);
      await insistOnEnd(url);
    });

    test('until one is banned', async () => {
      const { attachment, url } = await shared();
      await ada.must('PUT', `/rooms/${room.id}/bans/${bob.id}`);
      await insistOnEnd(url);
      expect(await bob.must('POST', '/uploads/urls', { ids: [attachment.id] })).toEqual({ items: [] });
    });

    test('until the room is deleted', async () => {
      const { url } = await shared();
      await ada.must('DELETE', `/rooms/${room.id}`);
      await insistOnEnd(url);
    });

    test('until the session ends that the address was made for', async () => {
      const { attachment } = await shared();
      const elsewhere = await onAnotherDevice(bob);
      const { items } = await elsewhere.must<SignedFiles>('POST', '/uploads/urls', { ids: [attachment.id] });
      expect((await get(bob, items[0]?.url ?? '')).status).toBe(200);
      await elsewhere.ask('POST', '/auth/logout', {}, elsewhere.xsrf);
      expect(await (await get(bob, items[0]?.url ?? '')).json()).toMatchObject({ code: 'session_ended' });
      expect((await get(bob, plain(items[0]?.url ?? ''), bearer(elsewhere))).status).toBe(401);
    });

    test('to guests from their coming on', async () => {
      const before = await shared();
      const guest = await newGuest(app.url);
      await guest.must('POST', '/rooms/join', { code: room.code });
      const after = await shared();
      expect((await get(guest, plain(before.url), bearer(guest))).status).toBe(404);
      expect((await get(guest, plain(after.url), bearer(guest))).status).toBe(200);
      const { items } = await guest.must<RoomFilePage>('GET', `/rooms/${room.id}/files`);
      expect(items.map(({ attachment }) => attachment.id)).toEqual([after.attachment.id]);
      const ids = [before.attachment.id, after.attachment.id];
      const signed = await guest.must<SignedFiles>('POST', '/uploads/urls', { ids });
      expect(signed.items.map(({ id }) => id)).toEqual([after.attachment.id]);
    });

    test('no longer once the account is gone, if they were never sent', async () => {
      const zoe = await newMember(app.url);
      const { url } = await uploaded(zoe, text);
      await zoe.must('DELETE', '/users/me', { password: zoe.password });
      expect((await get(zoe, url ?? '')).status).toBe(401);
    });
  });

  test('of a room can be looked through, page by page', async () => {
    const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'];
    for (const pair of [names.slice(0, 2), names.slice(2)]) {
      const ids = [];
      for (const name of pair) ids.push((await uploaded(ada, { ...text, name })).id);
      await sendWith(ada, ids);
    }
    const picture = await shared({ name: 'p.png', bytes: await png() });
    const all: string[] = [];
    let cursor = '';
    do {
      const page = await bob.must<RoomFilePage>('GET', `/rooms/${room.id}/files?limit=2${cursor}`);
      all.push(...page.items.map(({ attachment }) => attachment.name));
      cursor = page.next ? `&cursor=${page.next}` : '';
    } while (cursor);
    expect(all).toEqual(['p.png', 'c.txt', 'd.txt', 'e.txt', 'a.txt', 'b.txt']);
    const images = await bob.must<RoomFilePage>('GET', `/rooms/${room.id}/files?kind=image`);
    expect(images.items).toMatchObject([{ messageId: picture.message.id, author: { id: ada.id }, position: 1 }]);
    expect((await get(bob, images.items[0]?.attachment.thumbnailUrl ?? '')).status).toBe(200);
    const { items } = await bob.must<RoomFilePage>('GET', `/rooms/${room.id}/files?before=${picture.message.seq}`);
    expect(items).toHaveLength(5);
    expect(await bob.ask('GET', `/rooms/${room.id}/files?cursor=WyJhIiwiYiJd`)).toMatchObject(
      refused(400, 'invalid_input'),
    );
  });

  test('are found by what they are', async () => {
    const picture = await shared({ name: 'p.png', bytes: await png() });
    const sound = await shared({ name: 's.wav', bytes: wav(1) });
    const found = async (has: string) =>
      (await bob.must<FoundPage>('GET', `/search/messages?q=has:${has}&roomId=${room.id}`)).items.map(
        ({ message }) => message,
      );
    expect((await found('image')).map(({ id }) => id)).toEqual([picture.message.id]);
    expect((await found('audio')).map(({ id }) => id)).toEqual([sound.message.id]);
    const files = await found('file');
    expect(files.map(({ id }) => id)).toEqual([sound.message.id, picture.message.id]);
    expect((await get(bob, files[0]?.attachments[0]?.url ?? '')).status).toBe(200);
  });

  test('are asked for in vain by strangers', async () => {
    const { attachment, url } = await shared({ name: 'p.png', bytes: await png() });
    const stranger = await newMember(app.url);
    for (const path of [plain(url), plain(attachment.thumbnailUrl)]) {
      const real = await get(stranger, path, bearer(stranger));
      const none = await get(stranger, path.replace(attachment.id, randomUUID()), bearer(stranger));
      const [a, b] = (await Promise.all([real.json(), none.json()])) as object[];
      expect({ ...a, requestId: '' }).toEqual({ ...b, requestId: '' });
    }
    expect(await stranger.must('POST', '/uploads/urls', { ids: [attachment.id] })).toEqual({ items: [] });
  });

  test('are refused with the words of the API', async () => {
    expect(await upload(ada, { name: 'a.png', bytes: Buffer.from('no') })).toMatchObject(
      refused(422, 'file_type_mismatch'),
    );
  });
});

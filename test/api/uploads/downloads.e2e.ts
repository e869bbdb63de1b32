import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../../src/timeline/message.dto.ts';
import type { FoundPage } from '../../../src/search/search.dto.ts';
import type { RoomFilePage, SignedFiles } from '../../../src/uploads/uploads.dto.ts';
import { bearer, download, receivedAround, uploaded } from '../../support/files.ts';
import { png, wav } from '../../support/generated-files/files.ts';
import { eventually, type Member, newGuest, newMember, onAnotherDevice, refused } from '../../support/member.ts';
import { SharedFiles, withoutSignature, text } from '../../support/shared-files.ts';
import { ServerDate } from '../../support/server-packages.ts';

describe('files', () => {
  const at = new SharedFiles();

  const insistOnEnd = async (url: string) => {
    expect((await download(at.bob, url)).status).toBe(404);
    expect((await download(at.bob, url, { range: 'bytes=0-1' })).status).toBe(404);
    expect((await download(at.bob, withoutSignature(url), bearer(at.bob))).status).toBe(404);
  };

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
      const { url } = await at.shared();
      const answer = await download(at.bob, url, { range });
      expect([answer.status, await answer.text(), answer.headers.get('content-range')]).toEqual([
        status,
        content,
        says,
      ]);
      expect(answer.headers.get('content-length')).toBe(String(content.length));
    });

    test.each(['bytes=10-', 'bytes=5-2', 'bytes=-0', 'bytes=', 'bytes=a-b'])('none: %s', async (range) => {
      const { url } = await at.shared();
      const answer = await download(at.bob, url, { range });
      expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */10']);
      expect(await answer.json()).toMatchObject({ code: 'range_not_satisfiable' });
    });

    test('several are answered with the whole file', async () => {
      const { url } = await at.shared();
      const answer = await download(at.bob, url, { range: 'bytes=0-1,3-4' });
      expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '10']);
    });

    test('only of the same version, and HEAD answers the same', async () => {
      const { url } = await at.shared();
      const tag = (await download(at.bob, url)).headers.get('etag') ?? '';
      expect((await download(at.bob, url, { range: 'bytes=0-1', 'if-range': tag })).status).toBe(206);
      expect((await download(at.bob, url, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
      const head = await fetch(at.bob.url + url, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
      expect((await fetch(at.bob.url + withoutSignature(url), { method: 'HEAD' })).status).toBe(401);
    });
  });

  describe('are open', () => {
    test('before they are sent, to their uploader', async () => {
      const { id, url } = await uploaded(at.ada, text);
      expect((await download(at.ada, url ?? '')).status).toBe(200);
      expect((await download(at.bob, withoutSignature(url), bearer(at.bob))).status).toBe(404);
      expect(await at.bob.ask('GET', `/uploads/${id}`)).toMatchObject(refused(404, 'attachment_not_found'));
      expect(await at.bob.ask('DELETE', `/uploads/${id}`)).toMatchObject(refused(404, 'attachment_not_found'));
      expect(await at.ada.ask('DELETE', `/uploads/${id}`)).toMatchObject({ status: 204 });
      expect((await download(at.ada, url ?? '')).status).toBe(404);
    });

    test('not at a URL made for another file, another person, or with another end', async () => {
      const { attachment, url } = await at.shared();
      const other = await at.shared();
      const access = url.split('access=')[1] ?? '';
      const [expires = '', ...rest] = access.split('.');
      const open = (id: string, signature: string) =>
        download(at.bob, `/api/v1/uploads/${id}/content?access=${signature}`);
      expect((await open(attachment.id, access)).status).toBe(200);
      expect((await open(other.attachment.id, access)).status).toBe(401);
      expect((await open(attachment.id, [String(Number(expires) + 1), ...rest].join('.'))).status).toBe(401);
      expect((await open(attachment.id, [expires, at.ada.id, ...rest.slice(1)].join('.'))).status).toBe(401);
      expect((await open(attachment.id, 'nonsense')).status).toBe(401);
    });

    test('for ten minutes at a URL; then a new one is requested', async () => {
      const { attachment, url } = await at.shared();
      const { items } = await at.bob.must<SignedFiles>('POST', '/uploads/urls', { ids: [attachment.id, randomUUID()] });
      expect(items).toMatchObject([{ id: attachment.id, thumbnailUrl: null }]);
      const left = Date.parse(items[0]?.expiresAt ?? '') - Date.now();
      expect(left).toBeGreaterThan(9 * 60_000);
      expect(left).toBeLessThanOrEqual(10 * 60_000);
      expect((await download(at.bob, items[0]?.url ?? '')).status).toBe(200);
      const now = ServerDate.now;
      try {
        ServerDate.now = () => now() + 11 * 60_000;
        expect(await (await download(at.bob, url)).json()).toMatchObject({ status: 401, code: 'token_expired' });
      } finally {
        ServerDate.now = now;
      }
    });

    test('until the message is deleted, and then nothing of them is left', async () => {
      // By name: files of other tests are removed meanwhile, too.
      const files = () =>
        readdirSync(at.folder, { recursive: true, withFileTypes: true }).flatMap((e) => (e.isFile() ? e.name : []));
      const others = new Set(files());
      const { message, url } = await at.shared({ name: 'a.png', bytes: await png() });
      const own = files().filter((name) => !others.has(name));
      expect(own).toHaveLength(2);
      const tombstone = await at.ada.must<Message>('DELETE', `/messages/${message.id}`);
      expect(tombstone.attachments).toEqual([]);
      await insistOnEnd(url);
      await eventually(() => !files().some((name) => own.includes(name)), 'picture and thumbnail are gone');
    });

    test('until the member leaves', async () => {
      const { url } = await at.shared();
      await at.bob.must('POST', `/rooms/${at.room.id}/leave`);
      await insistOnEnd(url);
    });

    test('until the member is banned', async () => {
      const { attachment, url } = await at.shared();
      await at.ada.must('PUT', `/rooms/${at.room.id}/bans/${at.bob.id}`);
      await insistOnEnd(url);
      expect(await at.bob.must('POST', '/uploads/urls', { ids: [attachment.id] })).toEqual({ items: [] });
    });

    describe('under way are cut off', () => {
      const bytes = Buffer.alloc(24_000_000, 7);
      const received = (url: string, end: () => Promise<unknown>) => receivedAround(at.bob.url + url, end);

      const ends: [string, (url: string) => Promise<unknown>][] = [
        ['when the member is banned', () => at.ada.must('PUT', `/rooms/${at.room.id}/bans/${at.bob.id}`)],
        ['when the member is removed', () => at.ada.must('DELETE', `/rooms/${at.room.id}/members/${at.bob.id}`)],
        ['when the member leaves', () => at.bob.must('POST', `/rooms/${at.room.id}/leave`)],
        ['when the room is deleted', () => at.ada.must('DELETE', `/rooms/${at.room.id}`)],
      ];
      test.each(ends)('%s', async (_, end) => {
        const { url } = await at.shared({ name: 'a.bin', bytes });
        expect(await received(url, () => end(url))).toBeLessThan(bytes.length);
      });

      test('when the session ends', async () => {
        const { attachment } = await at.shared({ name: 'a.bin', bytes });
        const elsewhere = await onAnotherDevice(at.bob);
        const { items } = await elsewhere.must<SignedFiles>('POST', '/uploads/urls', { ids: [attachment.id] });
        const logout = () => elsewhere.ask('POST', '/auth/logout', {}, elsewhere.xsrf);
        expect(await received(items[0]?.url ?? '', logout)).toBeLessThan(bytes.length);
      });

      test('and only those', async () => {
        const { url } = await at.shared({ name: 'a.bin', bytes });
        const other = await newMember(at.bob.url);
        await other.must('POST', '/rooms/join', { code: at.room.code });
        const leave = () => other.must('POST', `/rooms/${at.room.id}/leave`);
        expect(await received(url, leave)).toBe(bytes.length);
      });
    });

    test('until the room is deleted', async () => {
      const { url } = await at.shared();
      await at.ada.must('DELETE', `/rooms/${at.room.id}`);
      await insistOnEnd(url);
    });

    test('until the session ends that the URL was made for', async () => {
      const { attachment } = await at.shared();
      const elsewhere = await onAnotherDevice(at.bob);
      const { items } = await elsewhere.must<SignedFiles>('POST', '/uploads/urls', { ids: [attachment.id] });
      expect((await download(at.bob, items[0]?.url ?? '')).status).toBe(200);
      await elsewhere.ask('POST', '/auth/logout', {}, elsewhere.xsrf);
      expect(await (await download(at.bob, items[0]?.url ?? '')).json()).toMatchObject({ code: 'session_ended' });
      expect((await download(at.bob, withoutSignature(items[0]?.url ?? ''), bearer(elsewhere))).status).toBe(401);
    });

    test('to guests from their joining on', async () => {
      const before = await at.shared();
      const guest = await newGuest(at.app.url);
      await guest.must('POST', '/rooms/join', { code: at.room.code });
      const after = await at.shared();
      expect((await download(guest, withoutSignature(before.url), bearer(guest))).status).toBe(404);
      expect((await download(guest, withoutSignature(after.url), bearer(guest))).status).toBe(200);
      const { items } = await guest.must<RoomFilePage>('GET', `/rooms/${at.room.id}/files`);
      expect(items.map(({ attachment }) => attachment.id)).toEqual([after.attachment.id]);
      const ids = [before.attachment.id, after.attachment.id];
      const signed = await guest.must<SignedFiles>('POST', '/uploads/urls', { ids });
      expect(signed.items.map(({ id }) => id)).toEqual([after.attachment.id]);
    });

    test('no longer once the account is gone, if they were never sent', async () => {
      const zoe = await newMember(at.app.url);
      const { url } = await uploaded(zoe, text);
      await zoe.must('DELETE', '/users/me', { password: zoe.password });
      expect((await download(zoe, url ?? '')).status).toBe(401);
    });
  });

  test('of a room are listed page by page', async () => {
    const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'];
    for (const pair of [names.slice(0, 2), names.slice(2)]) {
      const ids = [];
      for (const name of pair) ids.push((await uploaded(at.ada, { ...text, name })).id);
      await at.sendWith(at.ada, ids);
    }
    const picture = await at.shared({ name: 'p.png', bytes: await png() });
    const all: string[] = [];
    let cursor = '';
    do {
      const page = await at.bob.must<RoomFilePage>('GET', `/rooms/${at.room.id}/files?limit=2${cursor}`);
      all.push(...page.items.map(({ attachment }) => attachment.name));
      cursor = page.next ? `&cursor=${page.next}` : '';
    } while (cursor);
    expect(all).toEqual(['p.png', 'c.txt', 'd.txt', 'e.txt', 'a.txt', 'b.txt']);
    const images = await at.bob.must<RoomFilePage>('GET', `/rooms/${at.room.id}/files?kind=image`);
    expect(images.items).toMatchObject([{ messageId: picture.message.id, author: { id: at.ada.id }, position: 1 }]);
    expect((await download(at.bob, images.items[0]?.attachment.thumbnailUrl ?? '')).status).toBe(200);
    const { items } = await at.bob.must<RoomFilePage>(
      'GET',
      `/rooms/${at.room.id}/files?before=${picture.message.seq}`,
    );
    expect(items).toHaveLength(5);
    expect(await at.bob.ask('GET', `/rooms/${at.room.id}/files?cursor=WyJhIiwiYiJd`)).toMatchObject(
      refused(400, 'invalid_input'),
    );
  });

  test('are found by their kind', async () => {
    const picture = await at.shared({ name: 'p.png', bytes: await png() });
    const sound = await at.shared({ name: 's.wav', bytes: wav(1) });
    const found = async (has: string) =>
      (await at.bob.must<FoundPage>('GET', `/search/messages?q=has:${has}&roomId=${at.room.id}`)).items.map(
        ({ message }) => message,
      );
    expect((await found('image')).map(({ id }) => id)).toEqual([picture.message.id]);
    expect((await found('audio')).map(({ id }) => id)).toEqual([sound.message.id]);
    const files = await found('file');
    expect(files.map(({ id }) => id)).toEqual([sound.message.id, picture.message.id]);
    expect((await download(at.bob, files[0]?.attachments[0]?.url ?? '')).status).toBe(200);
  });

  test('have signed addresses in every REST answer, and bare ones on a socket', async () => {
    const { message } = await at.shared({ name: 'p.png', bytes: await png() });
    const [first] = message.attachments;
    await at.bob.must('POST', `/rooms/${at.room.id}/messages`, {
      clientId: randomUUID(),
      body: 'nice',
      replyToId: message.id,
    });
    const reaction = `/messages/${message.id}/reactions/${encodeURIComponent('👍')}`;
    const requests: [Member, string, string, object?][] = [
      [at.ada, 'GET', `/messages/${message.id}`],
      [at.ada, 'GET', `/rooms/${at.room.id}/messages`],
      [at.ada, 'GET', `/rooms/${at.room.id}/changes?since=0`],
      [at.ada, 'GET', `/rooms/${at.room.id}/files`],
      [at.ada, 'GET', `/messages/${message.id}/thread`],
      [at.ada, 'GET', `/rooms/${at.room.id}/threads`],
      [at.ada, 'GET', `/search/messages?q=has:image&roomId=${at.room.id}`],
      [at.bob, 'PUT', reaction],
      [at.bob, 'DELETE', reaction],
      [at.ada, 'PUT', `/messages/${message.id}/pin`],
      [at.ada, 'GET', `/rooms/${at.room.id}/pins`],
      [at.ada, 'DELETE', `/messages/${message.id}/pin`],
      [at.ada, 'PATCH', `/messages/${message.id}`, { body: 'look' }],
    ];
    const signed = new RegExp(
      `"url":"[^"]*/${first?.id}/content\\?access=[^"]+","thumbnailUrl":"[^"]+\\?access=[^"]+"`,
    );
    for (const [who, method, path, body] of requests)
      expect([path, JSON.stringify(await who.must(method, path, body))]).toEqual([path, expect.stringMatching(signed)]);
    await at.bob.goOnline();
    const ack = await at.bob.command('add_reaction', { messageId: message.id, emoji: '👍' });
    at.bob.goOffline();
    expect(JSON.stringify(ack)).toContain(`/${first?.id}/content"`);
  });

  test('are refused to strangers', async () => {
    const { attachment, url } = await at.shared({ name: 'p.png', bytes: await png() });
    const stranger = await newMember(at.app.url);
    for (const path of [withoutSignature(url), withoutSignature(attachment.thumbnailUrl)]) {
      const real = await download(stranger, path, bearer(stranger));
      const none = await download(stranger, path.replace(attachment.id, randomUUID()), bearer(stranger));
      const [a, b] = (await Promise.all([real.json(), none.json()])) as object[];
      expect({ ...a, requestId: '' }).toEqual({ ...b, requestId: '' });
    }
    expect(await stranger.must('POST', '/uploads/urls', { ids: [attachment.id] })).toEqual({ items: [] });
  });
});

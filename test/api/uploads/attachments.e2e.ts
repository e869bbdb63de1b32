import { randomUUID } from 'node:crypto';
import { parse } from 'content-disposition';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { History } from '../../../src/timeline/message.dto.ts';
import { bearer, download, upload, uploaded } from '../../support/files.ts';
import { gif, photo, png, wav, webm, zip, mp3, ogg, m4a } from '../../support/generated-files/files.ts';
import { eventually, refused } from '../../support/member.ts';
import { SharedFiles, text } from '../../support/shared-files.ts';

describe('files', () => {
  const at = new SharedFiles();

  describe('are sent', () => {
    test('with a message, which may be empty, and reach all members', async () => {
      await at.bob.goOnline();
      const picture = await uploaded(at.ada, { name: 'a.png', bytes: await png() });
      const { id } = await uploaded(at.ada, text);
      const { status, body } = await at.sendWith(at.ada, [id, picture.id]);
      expect(status).toBe(201);
      const received = await eventually(
        () => at.bob.receivedMessages(at.room.id).find((message) => message.id === body.id),
        'it comes',
      );
      expect(received.attachments).toMatchObject([
        { id, kind: 'file', name: 'plan.txt', mime: 'text/plain', size: 10, status: 'clean', thumbnailUrl: null },
        { id: picture.id, kind: 'image', width: 60, height: 40, thumbnailUrl: expect.stringMatching(/thumbnail$/) },
      ]);
      expect(received.attachments.map(({ url }) => url)).toEqual(
        [id, picture.id].map((id) => `/api/v1/uploads/${id}/content`),
      );
      const answer = await download(at.bob, received.attachments[0]?.url ?? '', bearer(at.bob));
      expect([answer.status, await answer.text()]).toEqual([200, '0123456789']);
      expect((await download(at.bob, received.attachments[0]?.url ?? '')).status).toBe(401); // bare, and no token
      at.bob.goOffline();
    });

    test('without words, and are quoted as what they are until they are deleted', async () => {
      const { id } = await uploaded(at.ada, { name: 'a.png', bytes: await png() });
      const { body: quoted } = await at.sendWith(at.ada, [id, (await uploaded(at.ada, text)).id]);
      const message = { roomId: at.room.id, clientId: randomUUID(), body: 'nice', replyToId: quoted.id };
      await at.bob.goOnline();
      const answer = await at.bob.command('send_message', message);
      expect(answer.replyTo).toMatchObject({ id: quoted.id, excerpt: '', attachmentKind: 'image' });
      expect(await at.ada.must('GET', `/messages/${answer.id}`)).toMatchObject({
        replyTo: { attachmentKind: 'image' },
      });
      await at.ada.must('DELETE', `/messages/${quoted.id}`);
      expect(await at.ada.must('GET', `/messages/${answer.id}`)).toMatchObject({ replyTo: { attachmentKind: null } });
      at.bob.goOffline();
    });

    test('over the socket too', async () => {
      await at.ada.goOnline();
      const { id } = await uploaded(at.ada, text);
      const input = { roomId: at.room.id, clientId: randomUUID(), body: '', attachmentIds: [id] };
      expect((await at.ada.command('send_message', input)).attachments).toMatchObject([{ id }]);
      expect((await at.ada.command('send_message', input)).attachments).toMatchObject([{ id }]);
      at.ada.goOffline();
    });

    test('once, however often it is repeated', async () => {
      const clientId = randomUUID();
      const { id } = await uploaded(at.ada, text);
      const first = await at.sendWith(at.ada, [id], 'here', clientId);
      const again = await at.sendWith(at.ada, [id], 'here', clientId);
      expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id]);
      expect(again.body.attachments).toMatchObject([{ id }]);
      expect(await at.sendWith(at.ada, [], 'here', clientId)).toMatchObject(refused(409, 'client_id_reused'));
      expect(await at.sendWith(at.ada, [id])).toMatchObject(refused(400, 'invalid_input')); // sent before
    });

    test('by one of several who try at once', async () => {
      const { id } = await uploaded(at.ada, text);
      const answers = await Promise.all(Array.from({ length: 5 }, () => at.sendWith(at.ada, [id])));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400]);
      const { items } = await at.bob.must<History>('GET', `/rooms/${at.room.id}/messages`);
      expect(items.filter(({ attachments }) => attachments.length)).toHaveLength(1);
      expect(items.map(({ seq }) => seq)).toEqual(items.map((_, i) => i + 1)); // no number was lost
    });

    test('only by their uploader, only existing ones, and ten at most', async () => {
      const mine = await Promise.all(Array.from({ length: 11 }, () => uploaded(at.ada, text)));
      const ids = mine.map(({ id }) => id);
      expect(await at.sendWith(at.bob, ids.slice(0, 1))).toMatchObject(refused(400, 'invalid_input'));
      expect(await at.sendWith(at.ada, [randomUUID()])).toMatchObject(refused(400, 'invalid_input'));
      expect(await at.sendWith(at.ada, [ids[0] ?? '', ids[0] ?? ''])).toMatchObject(refused(400, 'invalid_input'));
      expect(await at.sendWith(at.ada, ids)).toMatchObject(refused(400, 'invalid_input'));
      expect(await at.sendWith(at.ada, [])).toMatchObject(refused(400, 'invalid_input')); // says nothing at all
      const { body } = await at.sendWith(at.ada, ids.slice(0, 10));
      expect(body.attachments.map(({ id }) => id)).toEqual(ids.slice(0, 10));
    });
  });

  describe('of a kind', () => {
    test('photo lose their metadata, and stand upright', async () => {
      const before = await photo();
      expect(before.includes('Tell-Tale')).toBe(true);
      const { url, width, height, mime } = await uploaded(at.ada, { name: 'a.jpg', type: 'image/jpeg', bytes: before });
      expect([width, height, mime]).toEqual([60, 80, 'image/jpeg']);
      const after = Buffer.from(await (await download(at.ada, url ?? '')).arrayBuffer());
      expect(after.includes('Tell-Tale')).toBe(false);
      expect(await sharp(after).metadata()).toMatchObject({ width: 60, height: 80, format: 'jpeg' });
      expect((await sharp(after).metadata()).exif).toBeUndefined();
    });

    test('picture hold nothing but pixels, whatever else they were', async () => {
      const hidden = Buffer.concat([gif(3), Buffer.from('<script>alert(1)</script>'), zip([{ name: 'a' }])]);
      const { url, thumbnailUrl } = await uploaded(at.ada, { name: 'a.gif', bytes: hidden });
      const after = Buffer.from(await (await download(at.ada, url ?? '')).arrayBuffer());
      expect(after.includes('script') || after.includes('PK')).toBe(false);
      expect(await sharp(after, { animated: true }).metadata()).toMatchObject({ format: 'gif', pages: 3 });
      const small = await download(at.ada, thumbnailUrl ?? '');
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
      const sound = await uploaded(at.ada, { name, bytes }, { waveform: JSON.stringify(waveform) });
      expect(sound).toMatchObject({ kind: 'audio', mime, waveform, size: bytes.length });
      expect(Math.abs((sound.durationMs ?? 0) - milliseconds)).toBeLessThan(60);
    });

    test('film are files', async () => {
      const film = await uploaded(at.ada, { name: 'a.webm', type: 'video/webm', bytes: webm(2, { video: true }) });
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
      const { url } = await uploaded(at.ada, { name, type, bytes: Buffer.from(content) });
      const { headers } = await download(at.ada, url ?? '');
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
      const { url, ...file } = await uploaded(at.ada, { name, bytes: Buffer.from('x') });
      expect(file.name).toBe(shown);
      const disposition = (await download(at.ada, url ?? '')).headers.get('content-disposition') ?? '';
      expect(parse(disposition)).toEqual({ type: 'attachment', parameters: { filename: shown } });
      expect(disposition).toMatch(
        /^attachment; filename=("[\x20-\x7e]*"|[\w.-]+)(; filename\*=UTF-8''[\w!#$&+.^`|~%-]+)?$/,
      );
    });
  });

  test('are refused with the words of the API', async () => {
    expect(await upload(at.ada, { name: 'a.png', bytes: Buffer.from('no') })).toMatchObject(
      refused(422, 'file_type_mismatch'),
    );
    expect(await upload(at.ada, { name: 'x.bin', bytes: Buffer.alloc(25_000_001) })).toMatchObject(
      refused(413, 'file_too_large'),
    );
    const waveform = JSON.stringify(Array.from({ length: 64 }, () => 7));
    const voice = { name: 'x.mp3', bytes: Buffer.concat([mp3(1), Buffer.alloc(16_000_000)]) };
    expect(await upload(at.ada, voice, { waveform })).toMatchObject(refused(413, 'file_too_large'));
  });
});

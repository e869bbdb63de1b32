import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServerInfo } from '../../../src/health/server-info.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Attachment, Message } from '../../../src/timeline/message.dto.ts';
import type { Me } from '../../../src/users/users.dto.ts';
import { freePort } from '../../../deploy/local/port.mjs';
import { startApp, type TestApp } from '../../support/app.ts';
import { infected, startClamd } from '../../support/services/clamd.mjs';
import { download, postFile, uploaded } from '../../support/files.ts';
import { png } from '../../support/generated-files/files.ts';
import { eventually, type Member, newMember, newMembers, refused, ApiClient } from '../../support/member.ts';

const SCAN_TIMEOUT_MS = 25_000;

describe('the virus scanner', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-uploads-'));
  let app: TestApp;
  let ada: Member;
  let bob: Member;
  let room: Room;
  let port: number;
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    port = await freePort();
    const settings = { UPLOAD_FOLDER: folder, CLAMAV_HOST: '127.0.0.1', CLAMAV_PORT: String(port) };
    app = await startApp({ settings });
    [ada, bob] = (await newMembers(app.url, 2)) as [Member, Member];
    room = await ada.must<Room>('POST', '/rooms', { name: 'Files', kind: 'private' });
    await bob.must('POST', '/rooms/join', { code: room.code });
    for (const person of [ada, bob]) await person.goOnline();
  });

  afterEach(async () => {
    await stop?.();
    stop = undefined;
  });

  afterAll(async () => {
    for (const person of [ada, bob]) person.goOffline();
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const scanner = async () => (stop = (await startClamd({ port })).stop);

  /** A server in place of the scanner, which gives the same answer to everything, or none. */
  const pretender = async (says?: string) => {
    const server: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        if (says !== undefined && data.subarray(-4).equals(Buffer.alloc(4))) socket.end(says);
      });
      open.push(() => socket.destroy());
    });
    const open: (() => void)[] = [];
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    stop = () => {
      for (const close of open) close();
      return new Promise((resolve) => server.close(() => resolve()));
    };
  };

  const harmless = { name: 'a.txt', bytes: Buffer.from('harmless') };
  const bad = { name: 'bad.txt', bytes: Buffer.from(`something ${infected} something`) };
  const count = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length;
  const send = (id: string) =>
    ada.must<Message>('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: '', attachmentIds: [id] });
  const settled = (id: string, status: Attachment['status']) =>
    eventually(
      async () => (await ada.must<Attachment>('GET', `/uploads/${id}`)).status === status,
      `it is ${status}`,
      SCAN_TIMEOUT_MS,
    );

  /** An upload and what came of it: a busy machine answers before the scanner has. */
  const scanned = async (file: { name: string; bytes: Buffer }) => {
    const { id } = await uploaded(ada, file);
    const now = () => ada.must<Attachment>('GET', `/uploads/${id}`);
    await eventually(async () => (await now()).status !== 'pending', 'it is scanned', SCAN_TIMEOUT_MS);
    return now();
  };

  test('accepts clean files, and rejects infected ones entirely', async () => {
    await scanner();
    const clean = await scanned(harmless);
    expect(clean).toMatchObject({ status: 'clean', url: expect.any(String) });
    const before = count();
    const refusedFile = await scanned(bad);
    expect(refusedFile).toMatchObject({ status: 'refused', url: null });
    await eventually(() => count() === before, 'the file is gone');
    expect(await ada.ask('GET', `/uploads/${refusedFile.id}/content`)).toMatchObject(
      refused(404, 'attachment_not_found'),
    );
    const message = { clientId: randomUUID(), body: '', attachmentIds: [refusedFile.id] };
    expect(await ada.ask('POST', `/rooms/${room.id}/messages`, message)).toMatchObject(refused(400, 'invalid_input'));
  });

  test('scans pictures as uploaded, before they are re-encoded', async () => {
    await scanner();
    const hidden = { name: 'a.png', bytes: Buffer.concat([await png(), Buffer.from(infected)]) };
    expect(await scanned(hidden)).toMatchObject({ status: 'refused', url: null, thumbnailUrl: null });
    const { status, thumbnailUrl } = await scanned({ name: 'a.png', bytes: await png() });
    expect([status, typeof thumbnailUrl]).toEqual(['clean', 'string']);
    expect(await postFile(ada, 'PUT', '/users/me/avatar', hidden)).toMatchObject(refused(422, 'file_infected'));
  });

  test('may be away: files sent meanwhile are pending, and scanned when it is back', async () => {
    const file = await uploaded(ada, { name: 'a.png', bytes: await png() });
    expect(file).toMatchObject({ status: 'pending', url: null, thumbnailUrl: null });
    const { id } = await send(file.id);
    const seen = await bob.receives('receive_message', (message) => message.id === id);
    expect(seen.attachments).toMatchObject([{ id: file.id, status: 'pending', url: null, thumbnailUrl: null }]);
    expect(await bob.ask('GET', `/uploads/${file.id}/content`)).toMatchObject(refused(404, 'attachment_not_found'));
    expect(await postFile(ada, 'PUT', '/users/me/avatar', { name: 'a.png', bytes: await png() })).toMatchObject(
      refused(503, 'unavailable'),
    );

    await scanner();
    const changed = await eventually(
      () => bob.eventsOf('message_changed').find((message) => message.id === id),
      'Bob hears of it',
      SCAN_TIMEOUT_MS,
    );
    expect(changed.revision).toBeGreaterThan(seen.revision);
    expect(changed.attachments).toMatchObject([{ status: 'clean', url: `/api/v1/uploads/${file.id}/content` }]);
    const own = await ada.receives('attachment_changed', ({ attachment }) => attachment.id === file.id);
    expect(own).toMatchObject({ messageId: id, roomId: room.id, attachment: { status: 'clean' } });
    expect(bob.eventsOf('attachment_changed')).toEqual([]);
    const [fresh] = (await bob.must<Message>('GET', `/messages/${id}`)).attachments;
    expect((await download(bob, fresh?.url ?? '')).status).toBe(200);
    await eventually(() => readdirSync(join(folder, 'quarantine')).length === 0, 'nothing stays in quarantine');
  });

  test('keeps files from being forwarded before its verdict, and infected ones for ever', async () => {
    const elsewhere = await ada.must<Room>('POST', '/rooms', { name: 'Elsewhere', kind: 'private' });
    const files = [await uploaded(ada, harmless), await uploaded(ada, bad)];
    const input = { clientId: randomUUID(), body: '', attachmentIds: files.map(({ id }) => id) };
    const { id } = await ada.must<Message>('POST', `/rooms/${room.id}/messages`, input);
    const forward = (forwardOf: string) =>
      ada.ask<Message>('POST', `/rooms/${elsewhere.id}/messages`, { clientId: randomUUID(), body: '', forwardOf });
    const early = await forward(id);
    expect(early).toMatchObject(refused(400, 'invalid_input'));
    expect(early.body).toMatchObject({ fields: { forwardOf: ['has files that are still being checked'] } });

    await scanner();
    const verdicts = ['clean', 'refused'] as const;
    for (const [index, status] of verdicts.entries()) await settled(files[index]?.id ?? '', status);
    const { body: copy } = await forward(id);
    expect(copy.attachments).toMatchObject([{ name: harmless.name, status: 'clean' }]);
  });

  test('announces an infection found in a file that was sent already', async () => {
    const file = await uploaded(ada, bad);
    const { id } = await send(file.id);
    await scanner();
    const changed = await eventually(
      () => bob.eventsOf('message_changed').find((message) => message.id === id),
      'Bob hears of it',
      SCAN_TIMEOUT_MS,
    );
    expect(changed.attachments).toMatchObject([{ id: file.id, status: 'refused', url: null }]);
    const again = { clientId: randomUUID(), body: '', forwardOf: id };
    const forwarded = await bob.ask('POST', `/rooms/${room.id}/messages`, again);
    expect(forwarded).toMatchObject({ status: 400, body: { fields: { forwardOf: ['has nothing to forward'] } } });
  });

  test.each([
    ['does not answer', undefined],
    ['fails', 'INSTREAM size limit exceeded. ERROR\0'],
    ['says nearly the right thing', 'stream: OKAY\0'],
    ['says it of something else', 'other: OK\0'],
    ['hangs up', ''],
  ])('that %s lets nothing in', async (_, says) => {
    await pretender(says);
    const file = await uploaded(ada, harmless);
    expect(file).toMatchObject({ status: 'pending', url: null });
    await stop?.();
    await scanner();
    await settled(file.id, 'clean');
  });

  test('is known to administrators alone', async () => {
    const admin = (await ada.must<Me>('GET', '/users/me')).role === 'admin' ? ada : bob;
    expect((await admin.must<ServerInfo>('GET', '/server')).virusScan).toBe(true);
    expect((await new ApiClient(app.url).must<ServerInfo>('GET', '/server')).virusScan).toBeNull();
    expect((await (await newMember(app.url)).must<ServerInfo>('GET', '/server')).virusScan).toBeNull();
  });
});

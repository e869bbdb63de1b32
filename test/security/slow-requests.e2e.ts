import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually, type Member, newMember } from '../support/member.ts';

/** A connection that is written to by hand, and how long it stays open. */
class SlowConnection {
  received = '';
  openMs?: number;
  private readonly began = performance.now();
  private readonly socket;

  constructor(url: string, start: string, reads = true) {
    this.socket = connect(Number(new URL(url).port), '127.0.0.1');
    this.socket.on('data', (data) => (this.received += data.toString('latin1')));
    if (!reads) this.socket.pause();
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => (this.openMs = performance.now() - this.began));
    this.socket.write(start);
  }

  write(text: string): void {
    this.socket.write(text);
  }

  /** A connection that does not read does not notice its end either. */
  read(): void {
    this.socket.resume();
  }

  close(): void {
    this.socket.destroy();
  }
}

describe('a connection that is slow', () => {
  const all: SlowConnection[] = [];
  let app: TestApp;
  let ada: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    await ada.goOnline();
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    await Promise.all(Array.from({ length: 100 }, () => ada.send(room, '🙂'.repeat(4_000))));
  });

  afterAll(async () => {
    for (const connection of all) connection.close();
    ada.goOffline();
    await app.close();
  });

  test('is ended: without headers, with a body without end, without a byte of a file, without reading', async () => {
    const head = (method: string, path: string, more: string) =>
      `${method} /api/v1${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ada.token}\r\n${more}`;
    const json = 'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"name":';
    const form = 'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000\r\n\r\n';
    const part =
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n';
    const page = head('GET', `/rooms/${room.id}/messages?limit=100`, '\r\n');
    const silent = new SlowConnection(app.url, '');
    const headers = new SlowConnection(app.url, head('GET', '/rooms', 'X-Slow: '));
    const body = new SlowConnection(app.url, head('POST', '/rooms', json));
    const unread = new SlowConnection(app.url, head('POST', '/rooms', json.replace('json', 'octet-stream')));
    const polling = new SlowConnection(
      app.url,
      'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1',
    );
    const stalled = new SlowConnection(app.url, head('POST', '/uploads', form) + part);
    const file = new SlowConnection(app.url, head('POST', '/uploads', form) + part);
    const deaf = new SlowConnection(app.url, page.repeat(20), false);
    all.push(silent, headers, body, unread, polling, stalled, file, deaf);
    for (let second = 0; second < 75; second++) {
      // Each of these is alive, and no more than that.
      if (second % 2) headers.write('x');
      body.write(' ');
      if (second % 5 === 0) file.write('a');
      await delay(1_000);
    }
    expect(silent.openMs).toBeLessThan(22_000);
    expect(headers.openMs).toBeLessThan(22_000);
    expect(body.openMs).toBeGreaterThan(25_000);
    expect(body.openMs).toBeLessThan(33_000);
    expect(body.received).toMatch(/^HTTP\/1.1 408 /);
    expect(unread.openMs).toBeLessThan(33_000);
    expect(polling.openMs).toBeLessThan(33_000);
    expect(stalled.openMs).toBeGreaterThan(55_000);
    expect(stalled.openMs).toBeLessThan(66_000);
    deaf.read();
    await eventually(() => deaf.openMs !== undefined, 'the connection was ended', 30_000);
    expect(deaf.received.split('HTTP/1.1 200').length - 1).toBeLessThan(20);
    // A file that comes slowly is still coming.
    expect(file.openMs).toBeUndefined();
    expect((await ada.ask('GET', '/users/me')).status).toBe(200);
  }, 180_000);
});

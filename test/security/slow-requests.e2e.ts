import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.ts';
import { type Member, newMember } from '../support/member.ts';

/** A connection that is written to by hand, and how long it stays open. */
class SlowConnection {
  received = '';
  openMs?: number;
  private readonly began = performance.now();
  private readonly socket;

  constructor(url: string, start: string) {
    this.socket = connect(Number(new URL(url).port), '127.0.0.1');
    this.socket.on('data', (data) => (this.received += data.toString('latin1')));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => (this.openMs = performance.now() - this.began));
    this.socket.write(start);
  }

  write(text: string): void {
    this.socket.write(text);
  }

  close(): void {
    this.socket.destroy();
  }
}

describe('a connection that is slow', () => {
  const all: SlowConnection[] = [];
  let app: TestApp;
  let ada: Member;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
  });

  afterAll(async () => {
    for (const connection of all) connection.close();
    await app.close();
  });

  test('is ended: without headers, with a body without end, without a byte of a file', async () => {
    const head = (method: string, path: string, more: string) =>
      `${method} /api/v1${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ada.token}\r\n${more}`;
    const json = 'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"name":';
    const form = 'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000\r\n\r\n';
    const part =
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n';
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
    all.push(silent, headers, body, unread, polling, stalled, file);
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
    // A file that comes slowly is still coming.
    expect(file.openMs).toBeUndefined();
    expect((await ada.ask('GET', '/users/me')).status).toBe(200);
  }, 180_000);
});

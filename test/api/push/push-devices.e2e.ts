import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { MadePushDevice, PushDevice, PushDevicePage, PushKey, PushTest } from '../../../src/push/push.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newGuest, newMember, onAnotherDevice, refused } from '../../support/member.ts';
import { FakePushService } from '../../support/services/push-service.ts';

let service: FakePushService;
let app: TestApp;
let ada: Member;
let ben: Member;

beforeAll(async () => {
  service = await FakePushService.start();
  app = await startApp({ settings: { PUBLIC_URL: 'https://chat.example.org', PUSH_SERVICES: service.origin } });
  ada = await newMember(app.url);
}, 90_000);
beforeEach(async () => {
  ben = await newMember(app.url);
  service.answer = () => ({ status: 201 });
});
afterAll(async () => {
  await app.close();
  await service.stop();
});

/** Without the id of the fake. */
const subscription = () => {
  const { id, ...json } = service.subscribe();
  return { id, json };
};
const put = (member: Member, json: object) => member.must<MadePushDevice>('PUT', '/push/devices', json);
const devicesOf = async (member: Member): Promise<PushDevice[]> =>
  (await member.must<PushDevicePage>('GET', '/push/devices')).items;

describe('the key', () => {
  test('is a point of P-256, the same for all and on each node', async () => {
    const key = await ben.must<PushKey>('GET', '/push/key');
    expect(key).toEqual({ enabled: true, key: expect.stringMatching(/^B[\w-]{86}$/), reason: null });
    expect(Buffer.from(key.key ?? '', 'base64url')).toHaveLength(65);
    expect(await ada.must('GET', '/push/key')).toEqual(key);
  });
});

describe('a device', () => {
  test('is told without what opens it, and once only for a session', async () => {
    const first = subscription();
    const made = await put(ben, first.json);
    expect(made).toEqual({
      id: expect.any(String),
      content: 'full',
      service: new URL(service.origin).host,
      device: 'node',
      createdAt: expect.any(String),
      seenAt: expect.any(String),
      sentAt: null,
      shownAt: null,
      current: true,
      secret: expect.stringMatching(/^[\w-]{43}$/),
    });
    const again = await put(ben, { ...subscription().json, content: 'sender' });
    expect([again.id, again.secret === made.secret]).toEqual([made.id, false]);
    expect(await devicesOf(ben)).toEqual([expect.objectContaining({ id: made.id, content: 'sender', current: true })]);
    expect(JSON.stringify(await devicesOf(ben))).not.toMatch(/push\/|secret|keys|auth/);
    expect(await devicesOf(ada)).toEqual([]);
  });

  test('moves to whoever gives its subscription last', async () => {
    const { json } = subscription();
    await put(ben, json);
    const own = await put(ada, json);
    expect([await devicesOf(ben), (await devicesOf(ada)).map(({ id }) => id)]).toEqual([[], [own.id]]);
    await ada.must('DELETE', `/push/devices/${own.id}`);
    expect(await devicesOf(ada)).toEqual([]);
  });

  test('of another person is not there', async () => {
    const { id } = await put(ben, subscription().json);
    for (const [method, path] of [
      ['DELETE', `/push/devices/${id}`],
      ['POST', `/push/devices/${id}/test`],
    ] as const)
      expect(await ada.ask(method, path)).toMatchObject(refused(404, 'not_found'));
    expect(await devicesOf(ben)).toHaveLength(1);
  });

  test('is the last of ten', async () => {
    for (let count = 0; count < 10; count++) await put(await onAnotherDevice(ben), subscription().json);
    expect(await ben.ask('PUT', '/push/devices', subscription().json)).toMatchObject(refused(409, 'too_many_devices'));
    const [last] = await devicesOf(ben);
    await ben.must('DELETE', `/push/devices/${last?.id}`);
    await put(ben, subscription().json);
  });

  test('goes with its session', async () => {
    const phone = await onAnotherDevice(ben);
    await put(phone, subscription().json);
    expect(await devicesOf(ben)).toHaveLength(1);
    await ben.must('DELETE', '/auth/sessions');
    expect(await devicesOf(ben)).toEqual([]);
  });

  test('is not for guests', async () => {
    const guest = await newGuest(app.url);
    const { json } = subscription();
    for (const [method, path, body] of [
      ['GET', '/push/key'],
      ['GET', '/push/devices'],
      ['GET', '/push/log'],
      ['PUT', '/push/devices', json],
    ] as const)
      expect(await guest.ask(method, path, body)).toMatchObject(refused(403, 'forbidden'));
  });

  test.each<[string, (json: Record<string, unknown>) => object, string]>([
    [
      'a key of another curve',
      (json) => withKeys(json, { p256dh: Buffer.alloc(65, 4).toString('base64url') }),
      'keys.p256dh',
    ],
    ['a short key', (json) => withKeys(json, { p256dh: 'BCVx' }), 'keys.p256dh'],
    ['a short secret', (json) => withKeys(json, { auth: 'BTBZ' }), 'keys.auth'],
    ['a secret that is no text', (json) => withKeys(json, { auth: 7 }), 'keys.auth'],
    ['no keys', ({ endpoint }) => ({ endpoint }), 'keys'],
    ['keys that are a list', (json) => ({ ...json, keys: [] }), 'keys'],
    ['keys that are nothing', (json) => ({ ...json, keys: null }), 'keys'],
    ['no endpoint', ({ keys }) => ({ keys }), 'endpoint'],
    [
      'an endless endpoint',
      (json) => ({ ...json, endpoint: `${String(json.endpoint)}${'a'.repeat(2_048)}` }),
      'endpoint',
    ],
    ['an unknown content', (json) => ({ ...json, content: 'all' }), 'content'],
    ['another field', (json) => ({ ...json, secret: 'mine' }), 'secret'],
  ])('is refused with %s', async (_, changed, field) => {
    const answer = await ben.ask<{ fields: object }>('PUT', '/push/devices', changed(subscription().json));
    expect(answer).toMatchObject(refused(400, 'invalid_input'));
    expect(Object.keys(answer.body.fields).some((name) => name.startsWith(field))).toBe(true);
  });
});

const withKeys = (json: Record<string, unknown>, keys: object) => ({
  ...json,
  keys: { ...(json.keys as object), ...keys },
});

describe('a test', () => {
  test('tells how long the service took, and shows something', async () => {
    const { id, json } = subscription();
    const device = await put(ben, json);
    const answer = await ben.must<PushTest>('POST', `/push/devices/${device.id}/test`);
    expect(answer).toEqual({ status: 201, ms: expect.any(Number) });
    const [push] = service.of(id);
    expect(push?.payload).toMatchObject({ web_push: 8030, notification: { title: 'This works', lang: 'en' } });
    expect([push?.headers.urgency, push?.headers['content-encoding'], service.wrong]).toEqual([
      'high',
      'aes128gcm',
      [],
    ]);
    const { token } = push?.payload.notification.data ?? {};
    expect((await ben.ask('POST', '/push/shown', { token })).status).toBe(204);
    expect(await devicesOf(ben)).toEqual([expect.objectContaining({ shownAt: expect.any(String) })]);
  });

  test('removes a device whose browser has no subscription any more, and no other', async () => {
    const { id, json } = subscription();
    const device = await put(ben, json);
    service.answer = () => ({ status: 500 });
    expect(await ben.must('POST', `/push/devices/${device.id}/test`)).toMatchObject({ status: 500 });
    expect(await devicesOf(ben)).toHaveLength(1);
    service.answer = () => ({ status: 201, cut: true });
    expect(await ben.must('POST', `/push/devices/${device.id}/test`)).toMatchObject({ status: 0 });
    service.unsubscribe(id);
    expect(await ben.must('POST', `/push/devices/${device.id}/test`)).toMatchObject({ status: 410 });
    expect(await devicesOf(ben)).toEqual([]);
  });
});

describe('a worker without sign-in', () => {
  test('renews the subscription by the secret of its device', async () => {
    const former = subscription();
    const { id, secret } = await put(ben, former.json);
    const next = subscription();
    const renewed = { id, secret, ...next.json };
    ben.token = '';
    const stranger = await ben.ask('POST', '/push/renew', { ...renewed, secret: `${secret}x` });
    expect(stranger).toMatchObject(refused(404, 'not_found'));
    expect(await ben.ask('POST', '/push/renew', { ...renewed, id: crypto.randomUUID() })).toMatchObject(
      refused(404, 'not_found'),
    );
    expect(await ben.ask('POST', '/push/renew', { ...renewed, endpoint: 'https://example.org/a' })).toMatchObject(
      refused(400, 'invalid_input'),
    );
    expect(await ben.ask('POST', '/push/renew', renewed)).toMatchObject({ status: 200, body: { id, content: 'full' } });
  });

  test.each(['', 'a', 'AAAA'.repeat(16), '../..'])('says nothing by the token %j', async (token) => {
    expect((await ben.ask('POST', '/push/shown', { token })).status).toBe(404);
  });
});

/** A listener that must hear of nothing. */
describe('an endpoint that is no push service', () => {
  let canary: Server;
  let port: number;
  let connections = 0;

  beforeAll(async () => {
    canary = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    port = (canary.address() as { port: number }).port;
  });
  afterAll(() => void canary.close());

  test.each([
    'http://127.0.0.1:PORT/a',
    'https://127.0.0.1:PORT/a',
    'https://127.1:PORT/a',
    'https://2130706433:PORT/a',
    'https://0x7f000001:PORT/a',
    'https://0177.0.0.1:PORT/a',
    'https://[::1]:PORT/a',
    'https://[::ffff:127.0.0.1]:PORT/a',
    'https://[::ffff:7f00:1]:PORT/a',
    'https://[::]:PORT/a',
    'https://0.0.0.0:PORT/a',
    'https://localhost:PORT/a',
    'https://localhost.:PORT/a',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/a',
    'https://192.168.0.1/a',
    'https://172.16.0.1/a',
    'https://100.64.0.1/a',
    'https://[fd00::1]/a',
    'https://[fe80::1]/a',
    'https://fcm.googleapis.com:PORT/a',
    'https://user@fcm.googleapis.com/a',
    'https://fcm.googleapis.com@127.0.0.1:PORT/a',
    'https://fcm.googleapis.com%40127.0.0.1:PORT/a',
    'https://127.0.0.1:PORT/fcm.googleapis.com',
    'https://127.0.0.1:PORT\\@fcm.googleapis.com/a',
    'https://fcm.googleapis.com.127.0.0.1.nip.io:PORT/a',
    'https://evil-push.apple.com.example.org/a',
    'https://push.apple.com:PORT/a',
    'https://xpush.apple.com/a',
    'http://fcm.googleapis.com/a',
    'ftp://127.0.0.1:PORT/a',
    'file:///etc/passwd',
    'gopher://127.0.0.1:PORT/a',
    'javascript:alert(1)',
    'data:text/plain,a',
    '//127.0.0.1:PORT/a',
    '/push',
    'ｈttps://127.0.0.1:PORT/a',
    ' ',
  ])('is refused, and not connected to: %s', async (pattern) => {
    const endpoint = pattern.replace('PORT', String(port));
    const { json } = subscription();
    const answer = await ben.ask<{ fields?: object }>('PUT', '/push/devices', { ...json, endpoint });
    expect(answer).toMatchObject({
      ...refused(400, 'invalid_input'),
      body: { fields: { endpoint: [expect.any(String)] } },
    });
    expect(connections).toBe(0);
  });
});

/** Last: a second server in this process takes over who is signed in at the first one. */
describe('without push', () => {
  test.each([
    [{ PUSH: 'off', PUBLIC_URL: 'https://chat.example.org' }, 'off'],
    [{ PUBLIC_URL: 'http://localhost:3000' }, 'no_https'],
  ])('no key is told with %jand no device is taken', async (settings, reason) => {
    const other = await startApp({ settings });
    try {
      const person = await newMember(other.url);
      expect(await person.must('GET', '/push/key')).toEqual({ enabled: false, key: null, reason });
      expect(await person.must('GET', '/server')).toMatchObject({ push: { enabled: false, reason } });
      const { json } = subscription();
      expect(await person.ask('PUT', '/push/devices', json)).toMatchObject(refused(409, 'push_off'));
    } finally {
      await other.close();
    }
  });
});

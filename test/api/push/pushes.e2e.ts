import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import { DigestService } from '../../../src/notifications/digest.service.ts';
import type { MessageAttention } from '../../../src/notifications/attention/attention.dto.ts';
import { PushPlanner } from '../../../src/push/push-planner.ts';
import type { MadePushDevice, PushContent, PushLog } from '../../../src/push/push.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { mailsTo } from '../../support/mailbox.ts';
import { eventually, type Member, newMember, onAnotherDevice } from '../../support/member.ts';
import { FakePushService, type ReceivedPush } from '../../support/services/push-service.ts';

/** Longer than a push that is decided on takes. */
const LATE_MS = 2_500;

let service: FakePushService;
let app: TestApp;
let database: Database;
let ada: Member;
let ben: Member;
let room: Room;
let device: MadePushDevice;
let subscription: string;

beforeAll(async () => {
  service = await FakePushService.start();
  app = await startApp({ settings: { PUBLIC_URL: 'https://chat.example.org', PUSH_SERVICES: service.origin } });
  database = app.nest.get(Database);
  ada = await newMember(app.url);
}, 90_000);
beforeEach(async () => {
  service.answer = () => ({ status: 201 });
  ben = await newMember(app.url);
  room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
  await ben.must('POST', '/rooms/join', { code: room.code });
  await hasDevice();
});
afterAll(async () => {
  await app.close();
  await service.stop();
});

async function hasDevice(content: PushContent = 'full', member = ben): Promise<void> {
  const { id, ...json } = service.subscribe();
  device = await member.must<MadePushDevice>('PUT', '/push/devices', { ...json, content });
  subscription = id;
}
const post = (body: string, { id } = room) =>
  ada.must<Message>('POST', `/rooms/${id}/messages`, { clientId: crypto.randomUUID(), body });
const call = (words = 'look') => post(`@${ben.username} ${words}`);
const pushed = (count = 1): Promise<ReceivedPush[]> =>
  eventually(() => service.of(subscription).length >= count && service.of(subscription), 'it is pushed', 15_000);
const nothingPushed = async () => {
  await delay(LATE_MS);
  expect(service.of(subscription)).toEqual([]);
};
const logOf = async ({ id }: Message, member = ben) =>
  (await member.must<PushLog>('GET', `/push/log?messageId=${id}`)).items;
const reasonsOf = async (message: Message) => (await logOf(message)).map(({ reason }) => reason);
const decided = (message: Message, reason: string) =>
  eventually(async () => (await reasonsOf(message)).some((each) => each === reason), `${reason} is noted`, 10_000);
/** As if the time until a push had passed. */
const fallsDue = () =>
  database.query(`UPDATE pushes SET due_at = now() - interval '1 second' WHERE user_id = $1 AND due_at IS NOT NULL`, [
    ben.id,
  ]);

/** Once it is written, which is after it was decided. */
const notedPush = ({ id }: Message) =>
  eventually(async () => {
    const { decided: notes } = await ben.must<MessageAttention>('GET', `/messages/${id}/attention`);
    return notes.find(({ channel }) => channel === 'push');
  }, 'the push is noted');

describe('a message that calls somebody who is not there', () => {
  test('is noted with the devices it was sent to, or why it was not', async () => {
    const phone = await onAnotherDevice(ben);
    const first = device;
    await hasDevice('full', phone);
    const message = await call();
    await pushed();
    const ids = [first.id, device.id];
    await eventually(async () => (await notedPush(message)).deviceIds.length === 2, 'both devices are noted');
    expect(await notedPush(message)).toMatchObject({ outcome: 'rang', kind: 'mention', reason: 'named' });
    expect((await notedPush(message)).deviceIds.sort()).toEqual(ids.sort());
    expect(await ben.must('GET', '/push/devices')).toMatchObject({ items: [{ device: expect.any(String) }, {}] });

    const dndUntil = new Date(Date.now() + 60_000).toISOString();
    await ben.must('PATCH', '/users/me', { preferences: { dndUntil } });
    const silent = await notedPush(await call('later'));
    expect(silent).toMatchObject({ outcome: 'silent', reason: 'paused' });
    expect(silent.deviceIds.sort()).toEqual(ids.sort());
  });

  test('is pushed with its words, once', async () => {
    const message = await call('**look** here');
    const [push] = await pushed();
    expect(push?.payload).toEqual({
      web_push: 8030,
      notification: {
        title: `${ada.user.displayName} in Engine`,
        body: `@${ben.username} look here`,
        tag: expect.stringMatching(/^[\w-]{22}$/),
        lang: 'en',
        navigate: `/rooms/${room.id}?at=${message.seq}`,
        app_badge: '1',
        data: { roomId: room.id, messageId: message.id, seq: message.seq, token: expect.any(String) },
      },
      badge: 1,
      read: [],
    });
    expect(push?.headers).toMatchObject({ urgency: 'high', topic: push?.payload.notification.tag });
    expect(Number(push?.headers.ttl)).toBeGreaterThan(43_000);
    expect((push?.paddedBytes ?? 1) % 256).toBe(0);
    expect(service.wrong).toEqual([]);
    await app.nest.get(PushPlanner).sweep();
    await nothingMore();
    expect(await logOf(message)).toEqual([
      expect.objectContaining({ reason: 'sent', kind: 'mention', deviceId: device.id, tries: 1, shownAt: null }),
    ]);
  });

  const nothingMore = async () => {
    await delay(LATE_MS);
    expect(service.of(subscription)).toHaveLength(1);
  };

  test('goes to each of their devices, under another name', async () => {
    const first = subscription;
    await hasDevice('full', await onAnotherDevice(ben));
    await call();
    const [push] = await pushed();
    const [other] = await eventually(() => service.of(first).length > 0 && service.of(first), 'the other one hears');
    expect(push?.payload.notification.tag).not.toBe(other?.payload.notification.tag);
  });

  test('takes the place of an earlier one of its room, and counts', async () => {
    await call('first');
    await pushed();
    await call('second');
    const [first, second] = await pushed(2);
    expect(second?.headers.topic).toBe(first?.headers.topic);
    expect(second?.payload.notification).toMatchObject({ title: '2 new in Engine' });
    expect(second?.payload.badge).toBe(2);
  });

  test('is found by the sweep when its row was never written', async () => {
    await ben.goOnline();
    const message = await call();
    await decided(message, 'waiting');
    await database.query(`DELETE FROM pushes WHERE message_id = $1`, [message.id]);
    await app.nest.get(PushPlanner).sweep();
    await app.nest.get(PushPlanner).sweep();
    expect(await reasonsOf(message)).toEqual(['waiting']);
    await fallsDue();
    await pushed();
    ben.goOffline();
  });

  test.each<[PushContent, string, string, boolean]>([
    ['sender', 'ADA', 'New message', true],
    ['nothing', 'Parley', 'New message', false],
  ])('says no words with the content "%s"', async (content, title, body, hasTopic) => {
    await hasDevice(content);
    const words = 'the secret plan';
    const message = await call(words);
    const [push] = await pushed();
    expect(push?.payload.notification).toMatchObject({
      title: title === 'ADA' ? ada.user.displayName : title,
      body,
    });
    const said = JSON.stringify(push?.payload);
    expect([said.includes(words), said.includes('Engine'), push?.headers.topic !== undefined]).toEqual([
      false,
      false,
      hasTopic,
    ]);
    if (content === 'nothing') {
      expect(push?.payload.notification.navigate).toBe('/');
      for (const secret of [room.id, message.id, ada.username, ada.user.displayName])
        expect(said).not.toContain(secret);
    }
  });

  test('is pushed in the language of its person', async () => {
    await ben.must('PATCH', '/users/me', { preferences: { language: 'de' } });
    await hasDevice('sender');
    await call();
    const [push] = await pushed();
    expect(push?.payload.notification).toMatchObject({ body: 'Neue Nachricht', lang: 'de' });
  });

  test('of a direct room is urgent, and names its author', async () => {
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    await post('hello', direct);
    const [push] = await pushed();
    expect(push?.payload.notification).toMatchObject({ title: ada.user.displayName, body: 'hello' });
    expect([push?.headers.urgency, push?.payload.badge]).toEqual(['high', 1]);
  });

  test('by @room is out of date after an hour, and not urgent', async () => {
    await post('@room now');
    const [push] = await pushed();
    expect(push?.headers.urgency).toBe('normal');
    expect(Number(push?.headers.ttl)).toBeLessThanOrEqual(3_600);
  });
});

describe('nothing is pushed', () => {
  test.each<[string, () => Promise<Message>, string]>([
    ['of a message with nothing for them', () => post('plain words'), 'not_called'],
    [
      'while notifications are paused',
      async () => {
        await ben.must('PATCH', '/users/me', {
          preferences: { dndUntil: new Date(Date.now() + 60_000).toISOString() },
        });
        return call();
      },
      'quiet',
    ],
    [
      'from a room that notifies of nothing',
      async () => {
        await ben.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'none' });
        return call();
      },
      'room_muted',
    ],
  ])('%s', async (_, act, reason) => {
    const message = await act();
    await decided(message, reason);
    await nothingPushed();
  });

  test('of their own messages', async () => {
    await hasDevice('full', ada);
    const message = await post(`@${ada.username} note to self`);
    expect((await logOf(message, ada)).map(({ reason }) => reason)).toEqual(['author']);
    await nothingPushed();
  });

  test('of what was written before the device was there, or to others', async () => {
    const late = await newMember(app.url);
    await late.must('POST', '/rooms/join', { code: room.code });
    await post(`@${late.username} look`);
    await hasDevice('full', late);
    await app.nest.get(PushPlanner).sweep();
    await nothingPushed();
  });
});

describe('somebody who is online', () => {
  beforeEach(() => ben.goOnline());
  const stays = (message: Message) => decided(message, 'waiting');

  test('is pushed what they have not read after half a minute', async () => {
    const message = await call();
    await stays(message);
    await nothingPushed();
    await fallsDue();
    await pushed();
    ben.goOffline();
  });

  test('is not pushed what they have read by then', async () => {
    const message = await call();
    await stays(message);
    await ben.must('PUT', `/rooms/${room.id}/read`, { seq: message.seq });
    await fallsDue();
    await decided(message, 'online_read');
    await nothingPushed();
    ben.goOffline();
  });
});

describe('between the decision and the push', () => {
  const waits = async (): Promise<Message> => {
    await ben.goOnline();
    const message = await call('the secret plan');
    await decided(message, 'waiting');
    ben.goOffline();
    return message;
  };

  test.each<[string, (message: Message) => Promise<unknown>, string]>([
    ['the message is deleted', ({ id }) => ada.must('DELETE', `/messages/${id}`), 'deleted'],
    [
      'its person is not named any more',
      ({ id }) => ada.must('PATCH', `/messages/${id}`, { body: 'never mind' }),
      'not_called',
    ],
    ['they are removed from the room', () => ada.must('DELETE', `/rooms/${room.id}/members/${ben.id}`), 'not_member'],
    [
      'they want quiet',
      () => ben.must('PATCH', '/users/me', { preferences: { dndUntil: '2099-01-01T00:00:00Z' } }),
      'quiet',
    ],
    ['they mute the room', () => ben.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'none' }), 'room_muted'],
    ['the device is removed', () => ben.must('DELETE', `/push/devices/${device.id}`), 'device_gone'],
  ])('%s: nothing is sent', async (_, act, reason) => {
    const message = await waits();
    await act(message);
    await fallsDue();
    await decided(message, reason);
    await nothingPushed();
  });

  test('the session ends: nothing is sent', async () => {
    const phone = await onAnotherDevice(ben);
    await hasDevice('full', phone);
    const message = await waits();
    await ben.must('DELETE', '/auth/sessions');
    await fallsDue();
    await eventually(
      async () => (await reasonsOf(message)).some((reason) => ['session_ended', 'device_gone'].includes(reason)),
      'it is noted',
      10_000,
    );
    await nothingPushed();
  });

  test('the words change: the newest are sent', async () => {
    const { id } = await waits();
    await ada.must('PATCH', `/messages/${id}`, { body: `@${ben.username} a better plan` });
    await fallsDue();
    const [push] = await pushed();
    expect(push?.payload.notification.body).toContain('a better plan');
  });

  test('its time passes: nothing is sent', async () => {
    const message = await waits();
    await database.query(`UPDATE pushes SET decided_at = now() - interval '13 hours' WHERE message_id = $1`, [
      message.id,
    ]);
    await fallsDue();
    await decided(message, 'expired');
    await nothingPushed();
  });
});

describe('the answer of the service', () => {
  test.each([429, 500, 503])('%i: it is tried again', async (status) => {
    let answers = 0;
    service.answer = () => ({ status: answers++ ? 201 : status });
    const message = await call();
    await eventually(() => answers === 1, 'the first try');
    await delay(500);
    await fallsDue();
    await pushed();
    await decided(message, 'sent');
    expect(await logOf(message)).toEqual([expect.objectContaining({ tries: 2 })]);
  });

  test('410: the device is gone', async () => {
    service.unsubscribe(subscription);
    const message = await call();
    await decided(message, 'device_gone');
    expect(await ben.must('GET', '/push/devices')).toMatchObject({ items: [] });
    expect(await logOf(message)).toEqual([expect.objectContaining({ deviceId: null })]);
  });

  test('413: it is sent once more, without the words', async () => {
    let answers = 0;
    service.answer = () => ({ status: answers++ ? 201 : 413 });
    await call('the secret plan');
    const [push] = await pushed();
    expect(push?.payload.notification).toMatchObject({ title: 'Parley', body: 'New message' });
    expect(JSON.stringify(push?.payload)).not.toContain('secret');
  });

  test('413 again: it is given up', async () => {
    service.answer = () => ({ status: 413 });
    await decided(await call(), 'too_large');
  });

  test.each([
    [403, 'refused'],
    [302, 'refused'],
  ])('%i: not again for this message', async (status, reason) => {
    service.answer = () => ({ status, headers: { location: `${service.origin}/push/elsewhere` } });
    await decided(await call(), reason);
    expect(service.requests.filter(({ id }) => id === subscription)).toHaveLength(1);
    expect(service.requests.some(({ id }) => id === 'elsewhere')).toBe(false);
  });

  test('403 with a former key: the device stays', async () => {
    await database.query(`UPDATE push_devices SET vapid_key = -1 WHERE id = $1`, [device.id]);
    service.answer = () => ({ status: 403 });
    for (let message = 0; message < 6; message++) await decided(await call(), 'stale_key');
    expect(await ben.must('GET', '/push/devices')).toMatchObject({ items: [{ id: device.id }] });
  });

  test('403 five times in a row: the device is gone', async () => {
    service.answer = () => ({ status: 403 });
    for (let message = 0; message < 4; message++) await decided(await call(), 'refused');
    await decided(await call(), 'device_gone');
    expect(await ben.must('GET', '/push/devices')).toMatchObject({ items: [] });
  });
});

describe('a notification that was shown', () => {
  test('is noted once, and its message is not mailed', async () => {
    await database.query(`UPDATE users SET last_seen_at = NULL WHERE id = $1`, [ben.id]);
    const shown = await call('shown on the phone');
    const [push] = await pushed();
    const { token } = push?.payload.notification.data ?? {};
    for (let time = 0; time < 2; time++) expect((await ben.ask('POST', '/push/shown', { token })).status).toBe(204);
    expect(await logOf(shown)).toEqual([
      expect.objectContaining({ reason: 'shown', sentAt: expect.any(String), shownAt: expect.any(String) }),
    ]);
    const other = await ada.must<Room>('POST', '/rooms', { name: 'Deck', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: other.code });
    await post(`@${ben.username} not shown anywhere`, other);
    await pushed(2);
    await app.nest.get(DigestService).sendDue(new Date(Date.now() + 16 * 60_000));
    const mails = await eventually(async () => {
      const all = await mailsTo(ben.user.email ?? '');
      return all.some((mail) => JSON.stringify(mail).includes('not shown anywhere')) && all;
    }, 'the mail comes');
    expect(JSON.stringify(mails)).not.toContain('shown on the phone');
  });

  test('is withdrawn by the next push once its room was read', async () => {
    const message = await call();
    const [first] = await pushed();
    await ben.must('PUT', `/rooms/${room.id}/read`, { seq: message.seq });
    const other = await ada.must<Room>('POST', '/rooms', { name: 'Deck', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: other.code });
    await post(`@${ben.username} one`, other);
    const [, second] = await pushed(2);
    expect(second?.payload.read).toEqual([first?.payload.notification.tag]);
    await post(`@${ben.username} two`, other);
    const [, , third] = await pushed(3);
    expect(third?.payload.read).toEqual([]);
  });
});

test('the log is read in pages, newest first, and by its person alone', async () => {
  const messages = [await call('one'), await call('two'), await call('three')];
  await pushed(3);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? '' : `&cursor=${cursor}`;
    const page: PushLog = await ben.must<PushLog>('GET', `/push/log?limit=2${query}`);
    seen.push(...page.items.map(({ messageId }) => messageId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(messages.map(({ id }) => id).reverse());
  const stranger = await newMember(app.url);
  await hasDevice('full', stranger);
  expect(await stranger.must('GET', `/push/log?messageId=${messages[0]?.id}`)).toEqual({ items: [], next: null });
});

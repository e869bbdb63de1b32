import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Changes } from '../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually, type Member, newGuest, newMember, refusal, refused, ApiClient } from '../support/member.ts';
import { RawConnection } from '../support/raw-connection.ts';

/** Frames that no client library sends: they cost the sender the answer or the connection, and others nothing. */
describe('hostile input', () => {
  let app: TestApp;
  let ada: Member;
  let guest: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    guest = await newGuest(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    await ada.goOnline();
  });

  afterEach(async () => {
    expect((await ada.send(room, 'still here')).body).toBe('still here');
  });

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  describe('a frame', () => {
    /** By the parser's rules a name is a text or a number; these are refused by it, and the connection ends. */
    const none = ['[null]', '[true]', '[{}]', '[[]]', '[["sync"]]', '[{"toString":1}]', '["connect"]', '{}', 'null'];

    test.each([
      ['', ''],
      ['[]', undefined],
      ['[5]', '5'],
      ['[-1]', '-1'],
      ['[1e308]', String(1e308)],
      ['[5,{"a":1}]', '5'],
      ['[""]', ''],
      ['["toString"]', 'toString'],
      ['["__proto__",{}]', '__proto__'],
    ] as [string, string | undefined][])('42%s is an unknown command', async (event, name) => {
      const raw = await RawConnection.of(guest);
      raw.send(`42${event}`);
      raw.send(`427${event}`);
      if (name === undefined) {
        await eventually(() => raw.isClosed, 'the connection is closed');
        return;
      }
      const refusalFrame = await raw.receives((frame) => frame.startsWith('42["command_refused"'), 'the refusal');
      expect(JSON.parse(refusalFrame.slice(2))).toMatchObject([
        'command_refused',
        { command: name, error: { code: 'unknown_command', status: 404 } },
      ]);
      const answer = await raw.receives((frame) => frame.startsWith('437'), 'the answer');
      expect(JSON.parse(answer.slice(3))).toMatchObject([{ ok: false, error: { code: 'unknown_command' } }]);
      raw.close();
    });

    test.each(none)('42%s ends its own connection', async (event) => {
      for (const id of ['', '7']) {
        const raw = await RawConnection.of(guest);
        raw.send(`42${id}${event}`);
        await eventually(() => raw.isClosed, 'the connection is closed');
      }
    });

    test.each([
      '437[]',
      '437',
      '43',
      '41',
      '44{"message":"x"}',
      '451-["sync",{"_placeholder":true,"num":9}]',
      '40/x,{}',
      '9',
      '4',
    ])('%s does nothing to others', async (frame) => {
      const raw = await RawConnection.of(guest);
      raw.send(frame);
      expect((await ada.send(room, 'still here')).body).toBe('still here');
      raw.close();
    });
  });

  describe('a body or a command that holds more than any may', () => {
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]));
    const numbers = (count: number) => Array.from({ length: count }, () => 1);

    test.each([
      ['of 90,000 keys', () => keys(90_000), 413],
      ['of 8,000 keys', () => keys(8_000), 400],
      ['of 45,000 numbers', () => ({ login: numbers(45_000), password: 'x' }), 400],
      ['of 30,000 objects', () => ({ login: Array.from({ length: 30_000 }, () => ({})) }), 400],
      ['of lists within lists', () => `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 400],
    ] as [string, () => object | string, number][])('of no account: %s', async (_, body, status) => {
      const began = performance.now();
      const { body: problem, ...answer } = await new ApiClient(app.url).ask('POST', '/auth/login', body());
      expect(answer.status).toBe(status);
      expect(Object.keys(problem.fields ?? {}).length).toBeLessThanOrEqual(1);
      expect(performance.now() - began).toBeLessThan(2_000);
    });

    test('of many keys in a field', async () => {
      const answer = await ada.ask('PATCH', '/users/me', { preferences: keys(6_000) });
      expect(answer).toMatchObject(refused(400, 'invalid_input'));
      expect(Object.keys(answer.body.fields ?? {})).toEqual(['preferences']);
    });

    test.each([
      ['sync', { rooms: Array.from({ length: 20_000 }, () => ({})) }],
      ['sync', { rooms: numbers(30_000) }],
      ['sync', keys(5_000)],
      ['watch_presence', { userIds: numbers(30_000) }],
      ['send_message', { ...keys(5_000), body: 'x' }],
    ])('%s', async (command, payload) => {
      const raw = await RawConnection.of(guest);
      const began = performance.now();
      raw.send(`427${JSON.stringify([command, payload])}`);
      const answer = await raw.receives((frame) => frame.startsWith('437'), 'the answer');
      expect(JSON.parse(answer.slice(3))).toMatchObject([refusal(400, 'invalid_input')]);
      expect(answer.length).toBeLessThan(1_000);
      expect(performance.now() - began).toBeLessThan(2_000);
      raw.close();
    });

    test('as many as a client may hold are accepted', async () => {
      const rooms = Array.from({ length: 500 }, () => ({ roomId: randomUUID(), revision: 0, epoch: 1 }));
      expect(await ada.tryCommand('sync', { rooms })).toMatchObject({ ok: true });
      expect(await ada.tryCommand('watch_presence', { userIds: rooms.map(({ roomId }) => roomId) })).toMatchObject({
        ok: true,
      });
    });
  });

  describe('a sync', () => {
    test('that names a room twice is refused', async () => {
      const held = { roomId: room.id, revision: 0 };
      expect(await ada.tryCommand('sync', { rooms: [held, held] })).toMatchObject(refusal(400, 'invalid_input'));
      const many = Array.from({ length: 500 }, () => held);
      expect(await ada.tryCommand('sync', { rooms: many })).toMatchObject(refusal(400, 'invalid_input'));
    });

    test('is answered with about 1 MB, and the client asks for the rest by changes', async () => {
      const rooms = [room, await ada.must<Room>('POST', '/rooms', { name: 'Second', kind: 'private' })];
      const body = '🙂'.repeat(4_000);
      for (const { id } of rooms) await Promise.all(Array.from({ length: 60 }, () => ada.send(id, body)));
      const { changes } = await ada.command('sync', { rooms: rooms.map(({ id }) => ({ roomId: id, revision: 0 })) });
      expect(Buffer.byteLength(JSON.stringify(changes))).toBeLessThan(1_100_000);
      expect(changes).toMatchObject([
        { more: true, reset: false },
        { items: [], revision: 0, more: true, reset: false },
      ]);
      for (const { roomId, ...first } of changes) {
        let { items, revision, more } = first;
        while (more) {
          const page = await ada.must<Changes>('GET', `/rooms/${roomId}/changes?since=${revision}`);
          items = [...items, ...page.items];
          ({ revision, more } = page);
        }
        expect(items.filter((message) => message.body === body)).toHaveLength(60);
        expect(new Set(items.map(({ revision }) => revision)).size).toBe(items.length);
      }
    });
  });
});

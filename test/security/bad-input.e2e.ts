import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { CommandError } from '../../src/transport/transport.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { ProblemCode } from '../../src/common/problem.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually, type Member, newMember, refusal, refused } from '../support/member.ts';

const NUL = 'a\u0000b';
const HALF_AN_EMOJI = 'a\ud83d';
const TOO_LONG = 'x'.repeat(5_000);
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** Every bad value is refused, the good value of the same set-up is accepted, and the server is unaffected. */
describe('bad input', () => {
  let app: TestApp;
  let ada: Member;
  let stranger: Member;
  let room: Room;
  let foreign: Room;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    stranger = await newMember(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    foreign = await stranger.must<Room>('POST', '/rooms', { name: 'Secret', kind: 'private' });
    await ada.goOnline();
  });

  afterEach(async () => {
    if (!ada.socket?.connected) await ada.goOnline();
    expect((await ada.send(room, 'still here')).body).toBe('still here');
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
  });

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  const message = (changes: object = {}) => ({ clientId: randomUUID(), body: 'fine', ...changes });

  describe('in a message, over REST and the socket', () => {
    const bad: [string, () => object, number, ProblemCode][] = [
      ['a body with NUL', () => ({ body: NUL }), 400, 'invalid_input'],
      ['a body with half an emoji', () => ({ body: HALF_AN_EMOJI }), 400, 'invalid_input'],
      ['a body of 5,000 characters', () => ({ body: TOO_LONG }), 400, 'invalid_input'],
      ['a body of 4,001 emoji', () => ({ body: '🙂'.repeat(4_001) }), 400, 'invalid_input'],
      ['an empty body', () => ({ body: '' }), 400, 'invalid_input'],
      ['a blank body', () => ({ body: ' \n\t ' }), 400, 'invalid_input'],
      ['a body that is a number', () => ({ body: 7 }), 400, 'invalid_input'],
      ['a body that is a list', () => ({ body: ['fine'] }), 400, 'invalid_input'],
      ['a body that is null', () => ({ body: null }), 400, 'invalid_input'],
      ['no body', () => ({ body: undefined }), 400, 'invalid_input'],
      ['a clientId that is no UUID', () => ({ clientId: 'first' }), 400, 'invalid_input'],
      ['no clientId', () => ({ clientId: undefined }), 400, 'invalid_input'],
      ['an unknown field', () => ({ seq: 1 }), 400, 'invalid_input'],
      ['a reply to nothing', () => ({ replyToId: randomUUID() }), 404, 'message_not_found'],
      ['a reply to no id', () => ({ replyToId: 'above' }), 400, 'invalid_input'],
      ['attachments that nobody uploaded', () => ({ attachmentIds: [randomUUID()] }), 400, 'invalid_input'],
      [
        'more attachments than allowed',
        () => ({ attachmentIds: Array.from({ length: 11 }, () => randomUUID()) }),
        400,
        'invalid_input',
      ],
    ];

    test.each(bad)('%s', async (_, changes, status, code) => {
      expect(await ada.ask('POST', `/rooms/${room.id}/messages`, message(changes()))).toMatchObject(
        refused(status, code),
      );
      expect(await ada.tryCommand('send_message', { roomId: room.id, ...message(changes()) })).toMatchObject(
        refusal(status, code),
      );
    });

    test('4,000 emoji are fine', async () => {
      const emoji = { body: '🙂'.repeat(4_000) };
      expect((await ada.ask('POST', `/rooms/${room.id}/messages`, message(emoji))).status).toBe(201);
      expect(await ada.tryCommand('send_message', { roomId: room.id, ...message(emoji) })).toMatchObject({ ok: true });
    });

    test.each([
      ['__proto__', '"__proto__":{"polluted":true}'],
      ['constructor', '"constructor":{"prototype":{"polluted":true}}'],
      ['attachmentIds.0.__proto__', '"attachmentIds":[{"__proto__":{}}]'],
    ])('`%s` is refused as any unknown field is, and changes nothing for anybody', async (name, field) => {
      const text = `{"roomId":"${room.id}","clientId":"${randomUUID()}","body":"fine",${field}}`;
      const answer = await ada.ask('POST', `/rooms/${room.id}/messages`, text.replace(/"roomId":"[^"]+",/, ''));
      expect(answer).toMatchObject(refused(400, 'invalid_input'));
      const ack = await ada.tryCommand('send_message', JSON.parse(text));
      expect(ack).toMatchObject(refusal(400, 'invalid_input'));
      const refusals = [answer.body.fields, ack.ok ? undefined : ack.error.fields];
      for (const fields of refusals) expect(Object.entries(fields ?? {})).toEqual([[name, [expect.any(String)]]]);
      expect({}).not.toHaveProperty('polluted');
    });

    test.each([
      ['an unknown room', () => randomUUID(), 404, 'room_not_found'],
      ['a room of others', () => foreign.id, 404, 'room_not_found'],
      ['no id', () => 'engine', 400, 'invalid_input'],
      ['an id with NUL', () => '%00', 400, 'invalid_input'],
    ] as [string, () => string, number, ProblemCode][])('%s', async (_, roomId, status, code) => {
      expect(await ada.ask('POST', `/rooms/${roomId()}/messages`, message())).toMatchObject(refused(status, code));
      const ack = await ada.tryCommand('send_message', { roomId: decodeURIComponent(roomId()), ...message() });
      expect(ack).toMatchObject(refusal(status, code));
    });

    test('the problem names the field', async () => {
      const { body } = await ada.ask('POST', `/rooms/${room.id}/messages`, message({ body: NUL, clientId: 'first' }));
      expect(Object.keys(body.fields ?? {}).sort()).toEqual(['body', 'clientId']);
    });
  });

  describe('over REST', () => {
    const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
      fetch(`${app.url}/api/v1/rooms/${room.id}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json', ...headers },
        body,
      });

    test.each([
      ['no JSON', '{"body": "fine"', {}, 400, 'malformed_body'],
      ['a JSON string', '"fine"', {}, 400, 'malformed_body'],
      ['a JSON list', '[]', {}, 400, 'invalid_input'],
      ['nothing', '', {}, 400, 'invalid_input'],
      ['text', 'fine', { 'content-type': 'text/plain' }, 400, 'invalid_input'],
      ['a form', 'body=fine', { 'content-type': 'application/x-www-form-urlencoded' }, 400, 'invalid_input'],
      ['an unknown encoding', '{}', { 'content-encoding': 'rot13' }, 400, 'malformed_body'],
      ['an unknown charset', '{}', { 'content-type': 'application/json; charset=klingon' }, 400, 'malformed_body'],
      ['broken compression', 'not gzip', { 'content-encoding': 'gzip' }, 400, undefined],
      ['lists within lists', deep(50_000), {}, 400, 'invalid_input'],
      ['more than 100 kB', `{"body":"${'x'.repeat(110_000)}"}`, {}, 413, 'body_too_large'],
      ['more than 1 MB', `{"body":"${'x'.repeat(1_100_000)}"}`, {}, 413, 'body_too_large'],
    ] as [string, string, Record<string, string>, number, ProblemCode | undefined][])(
      '%s',
      async (_, body, headers, status, code) => {
        const answer = await post(body, headers);
        expect(answer.headers.get('content-type')).toMatch('application/problem+json');
        expect(await answer.json()).toMatchObject({
          status,
          code: code ?? expect.any(String),
          requestId: answer.headers.get('x-request-id'),
        });
        expect(answer.status).toBe(status);
      },
    );

    test.each(['0', '101', '-1', '1.5', 'many', '', '1e3', 'NaN'])('a limit of "%s"', async (limit) => {
      const answer = await ada.ask('GET', `/rooms/${room.id}/messages?limit=${limit}`);
      expect(answer).toMatchObject(refused(400, 'invalid_input'));
    });

    test.each([
      'limit=1&limit=2',
      'before=0',
      'before=1&after=1',
      'around=-1',
      'at=yesterday',
      'after=9e99',
      'sort=up',
      'at=-1',
    ])('history by %s', async (query) =>
      expect(await ada.ask('GET', `/rooms/${room.id}/messages?${query}`)).toMatchObject(refused(400, 'invalid_input')),
    );

    test.each(['', 'since=', 'since=-1', 'since=x', 'since=1&epoch=0', 'since=99999999999999999999'])(
      'changes by "%s"',
      async (query) =>
        expect(await ada.ask('GET', `/rooms/${room.id}/changes?${query}`)).toMatchObject(refused(400, 'invalid_input')),
    );

    test.each([
      '/rooms/directory?cursor=x',
      '/users?cursor=W10',
      '/users?q=%00',
      '/presence?userIds=me',
      '/messages/1',
    ])('%s', async (path) => expect(await ada.ask('GET', path)).toMatchObject(refused(400, 'invalid_input')));

    test('a cursor of another list', async () => {
      const cursor = Buffer.from('["x","y"]').toString('base64url');
      const answer = await ada.ask('GET', `/rooms/${room.id}/members?cursor=${cursor}`);
      expect(answer).toMatchObject(refused(400, 'invalid_input'));
    });

    test('a path that is not there and a method that is not', async () => {
      expect(await ada.ask('GET', '/nothing')).toMatchObject(refused(404, 'not_found'));
      expect((await ada.ask('DELETE', '/rooms')).status).toBe(404);
      expect((await ada.ask('GET', '/rooms/%')).status).toBe(400);
    });
  });

  describe('over the socket', () => {
    test('an unknown command', async () => {
      expect(await ada.tryCommand('open_sesame', {})).toMatchObject(refusal(404, 'unknown_command'));
      expect(await ada.tryCommand('constructor', {})).toMatchObject(refusal(404, 'unknown_command'));
    });

    test.each([
      ['nothing', undefined],
      ['null', null],
      ['a text', 'fine'],
      ['a number', 7],
      ['a list', []],
      ['bytes', Buffer.from('fine')],
      ['bytes within', { roomId: Buffer.from('fine'), clientId: randomUUID(), body: Buffer.from('fine') }],
      ['an object that is no message', { length: 1 }],
    ])('%s as payload', async (_, payload) => {
      expect(await ada.tryCommand('send_message', payload)).toMatchObject(refusal(400, 'invalid_input'));
    });

    test('several payloads', async () => {
      const payload = { roomId: room.id, ...message() };
      const ack: unknown = await ada.socket?.timeout(5_000).emitWithAck('send_message', payload, payload);
      expect(ack).toMatchObject(refusal(400, 'invalid_input'));
    });

    test('a command without an acknowledgement is answered by an event', async () => {
      ada.socket?.emit('send_message', { roomId: room.id });
      const { error } = await ada.receives('command_refused', ({ command }) => command === 'send_message');
      expect(error).toMatchObject({ code: 'invalid_input', status: 400 } satisfies Partial<CommandError>);
      ada.socket?.emit('open_sesame');
      await ada.receives('command_refused', ({ command }) => command === 'open_sesame');
    });

    test('deep JSON, as deep as a packet can be', async () => {
      ada.socket?.io.engine.write(`2["edit_message",${deep(30_000)}]`);
      const { error } = await ada.receives('command_refused', ({ command }) => command === 'edit_message');
      expect(error).toMatchObject({ code: 'invalid_input', status: 400 });
      const payload = { rooms: JSON.parse(deep(100)) as unknown };
      expect(await ada.tryCommand('sync', payload)).toMatchObject(refusal(400, 'invalid_input'));
    });

    test.each([
      ['sync', { rooms: 'all' }],
      ['sync', { rooms: [{ roomId: 'x', revision: -1 }] }],
      ['sync', { rooms: Array.from({ length: 501 }, () => ({ roomId: randomUUID(), revision: 0 })) }],
      ['mark_read', { roomId: randomUUID(), seq: 'all' }],
      ['mark_read', { roomId: randomUUID(), seq: -1 }],
      ['mark_read', { roomId: randomUUID(), seq: 1e300 }],
      ['mark_unread', { roomId: randomUUID(), seq: 0 }],
      ['typing', { roomId: randomUUID(), active: 'yes' }],
      ['create_room', { name: '', kind: 'public' }],
      ['create_room', { name: 'x', kind: 'direct' }],
      ['create_room', { name: 'x\ny', kind: 'public' }],
      ['join_room', {}],
      ['join_room', { code: 'X', roomId: randomUUID() }],
      ['join_room', { code: 7 }],
      ['leave_room', {}],
      ['watch_presence', { userIds: ['me'] }],
      ['watch_presence', { userIds: Array.from({ length: 501 }, () => randomUUID()) }],
      ['edit_message', { messageId: 'x', body: 'y' }],
      ['delete_message', { messageId: null }],
      ['reauthenticate', { token: 7 }],
    ])('%s with %j', async (command, payload) => {
      expect(await ada.tryCommand(command, payload)).toMatchObject(refusal(400, 'invalid_input'));
    });

    test('NUL where nothing is stored', async () => {
      const ack = await ada.tryCommand('join_room', { code: NUL });
      expect(ack).toMatchObject(refusal(400, 'invalid_input'));
      const login = await ada.ask('POST', '/auth/login', { login: NUL, password: NUL });
      expect(login).toMatchObject(refused(400, 'invalid_input'));
    });

    test('a packet of more than 64 kB closes this socket and no other', async () => {
      await stranger.goOnline();
      ada.socket?.emit('send_message', { roomId: room.id, ...message({ body: 'x'.repeat(70_000) }) });
      await eventually(() => !ada.socket?.connected, 'the socket is closed');
      expect(stranger.socket?.connected).toBe(true);
      stranger.goOffline();
    });
  });
});

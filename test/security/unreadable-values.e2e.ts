import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { uploaded } from '../support/files.ts';
import { png } from '../support/generated-files/files.ts';
import { ApiClient, type Member, newMember, refusal, refused } from '../support/member.ts';

const cursorOf = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');

/** Values that look right to a validator and that PostgreSQL, `Date` or a comparison of bytes cannot take. */
describe('values that only look readable', () => {
  let app: TestApp;
  let ada: Member;
  let bob: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    bob = await newMember(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'public' });
    await bob.must('POST', `/rooms/${room.id}/join`, {});
    await ada.goOnline();
  });

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  const odd = [
    '2026-W10-1',
    '2026-123',
    '0000-01-01T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-12-31T23:59:60Z',
    '2026-02-30',
    '2026-11-20T08:30:00',
    '20261120T083000Z',
    '99999-01-01T00:00:00Z',
  ];

  test.each(odd)('a time such as %s is refused wherever a time is asked for', async (time) => {
    const member = `/rooms/${room.id}/members/${bob.id}`;
    expect(await ada.ask('PATCH', member, { mutedUntil: time })).toMatchObject(refused(400, 'invalid_input'));
    const preferences = { preferences: { dndUntil: time } };
    expect(await ada.ask('PATCH', '/users/me', preferences)).toMatchObject(refused(400, 'invalid_input'));
    const value = encodeURIComponent(time);
    for (const path of [
      `/rooms/${room.id}/messages?at=${value}`,
      `/search/messages?q=x&before=${value}`,
      `/search/messages?q=x&after=${value}`,
      `/rooms/${room.id}/members?cursor=${cursorOf(time, ada.id)}`,
    ])
      expect([path, await ada.ask('GET', path)]).toMatchObject([path, refused(400, 'invalid_input')]);
    // Within a query it is a word like any other.
    expect(await ada.ask('GET', `/search/messages?q=before:${value}`)).toMatchObject({ status: 200 });
  });

  test('times that both read alike are taken', async () => {
    for (const time of ['2026-11-20', '2026-11-20T08:30:00.000+05:30', '9999-12-31T23:59:59.999Z']) {
      const value = encodeURIComponent(time);
      expect(await ada.ask('GET', `/rooms/${room.id}/messages?at=${value}`)).toMatchObject({ status: 200 });
      expect(await ada.ask('GET', `/search/messages?q=x&before=${value}&after=${value}`)).toMatchObject({
        status: 200,
      });
      const member = `/rooms/${room.id}/members/${bob.id}`;
      expect(await ada.ask('PATCH', member, { mutedUntil: time })).toMatchObject({ status: 200 });
    }
  });

  test.each(['a\u0000b', 'a\ud83d', 'd\ne'])('a language %j', async (language) => {
    const answer = await ada.ask('PATCH', '/users/me', { preferences: { language } });
    expect(answer).toMatchObject(refused(400, 'invalid_input'));
    expect(Object.keys(answer.body.fields ?? {})).toEqual(['preferences.language']);
  });

  /** The validator of addresses throws at it. */
  test.each(['\ud9b1', 'a\ud9b1@example.org', '\udc00@example.org'])('an address %j', async (email) => {
    const visitor = new ApiClient(app.url);
    const password = 'a fine long password';
    for (const [path, body] of [
      ['/auth/register', { username: 'surrogate', email, password }],
      ['/auth/resend-code', { email }],
      ['/auth/verify-email', { email, code: '123456' }],
      ['/auth/forgot-password', { email }],
    ] as const) {
      const answer = await visitor.ask('POST', path, body);
      expect([path, answer]).toMatchObject([path, refused(400, 'invalid_input')]);
      expect(Object.keys(answer.body.fields ?? {})).toEqual(['email']);
    }
  });

  test.each([
    ['search/messages?q=x', ['-'.repeat(36)]],
    ['search/messages?q=x', ['f'.repeat(36)]],
    ['search/messages?q=x', ['\ud83d']],
    ['rooms/ROOM/members', ['Nov 20 2026', randomUUID()]],
    ['rooms/ROOM/members', ['1', randomUUID()]],
    ['rooms/ROOM/members', ['2026-11-20T08:30:00Z BC', randomUUID()]],
    ['rooms/ROOM/members', ['2026-11-20T08:30:00Z', 'me']],
    ['rooms/ROOM/files', ['1', '2147483648']],
    ['rooms/ROOM/files', ['9007199254740993', '1']],
    ['rooms/ROOM/files', ['1', '-1']],
    ['rooms/ROOM/threads', ['1e400']],
    ['rooms/ROOM/threads', ['']],
    ['rooms/ROOM/threads', ['-1']],
    ['users', ['a', '\u0000']],
    ['rooms/directory', ['a', 5]],
  ])('%s with a cursor of %j', async (path, keys) => {
    const address = `/${path.replace('ROOM', room.id)}`;
    const answer = await ada.ask('GET', `${address}${address.includes('?') ? '&' : '?'}cursor=${cursorOf(...keys)}`);
    expect(answer).toMatchObject(refused(400, 'invalid_input'));
    expect(Object.keys(answer.body.fields ?? {})).toEqual(['cursor']);
  });

  test('a signature of as many characters, but of more bytes, than a right one', async () => {
    const { url } = await uploaded(ada, { name: 'a.png', type: 'image/png', bytes: await png() });
    const [path = '', access = ''] = (url ?? '').replace('/api/v1', '').split('?access=');
    const visitor = new ApiClient(app.url);
    // Without the form of a signature, what is compared with is 47 characters long.
    for (const wrong of [`é${access.slice(1)}`, 'é'.repeat(access.length), `é${'x'.repeat(46)}`, 'é'.repeat(47)]) {
      const answer = await visitor.ask('GET', `${path}?access=${encodeURIComponent(wrong)}`);
      expect(answer).toMatchObject(refused(401, 'unauthenticated'));
    }
  });

  test('null in place of a list of files', async () => {
    const message = { clientId: randomUUID(), body: 'x', attachmentIds: null };
    expect(await ada.ask('POST', `/rooms/${room.id}/messages`, message)).toMatchObject(refused(400, 'invalid_input'));
    const ack = await ada.tryCommand('send_message', { roomId: room.id, ...message });
    expect(ack).toMatchObject(refusal(400, 'invalid_input'));
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Me } from '../../../src/users/users.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember, refused } from '../../support/member.ts';

const BLANK = ['\u3164', '\u2800', '\u200b\u2060', '\u00ad', '\ufe0f', '\u{e0020}', '\u0301', ' \u115f\u00a0'];

describe('a text that shows nothing', () => {
  let app: TestApp;
  let ada: Member;
  let room: Room;
  let message: Message;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private', topic: 'Steam' });
    message = await ada.must('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'shown' });
  });

  afterAll(() => app.close());

  test.each(BLANK)('is refused as a message, an edit, a name of a person and of a room: %j', async (text) => {
    const inputs: [string, string, object][] = [
      ['POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: text }],
      ['PATCH', `/messages/${message.id}`, { body: text }],
      ['PATCH', '/users/me', { displayName: text }],
      ['POST', '/rooms', { name: text, kind: 'private' }],
      ['PATCH', `/rooms/${room.id}`, { name: text }],
    ];
    for (const [method, path, body] of inputs) {
      const { status, body: problem } = await ada.ask<object>(method, path, body);
      expect([method, path, status]).toEqual([method, path, 400]);
      expect(JSON.stringify(problem)).toContain('must not be blank');
    }
  });

  test.each(BLANK)('is none where a text may be missing: %j', async (text) => {
    expect(await ada.must<Room>('PATCH', `/rooms/${room.id}`, { topic: text })).toMatchObject({ topic: '' });
    expect(await ada.must<Me>('PATCH', '/users/me', { statusText: text, bio: text })).toMatchObject({
      statusText: '',
      bio: '',
    });
  });

  test.each(['\u061c', '\u200e', '\u202e', '\u2066'])('a name does not turn other text round: %j', async (control) => {
    const name = `Admin${control}exe.gpj`;
    expect(await ada.ask('PATCH', '/users/me', { displayName: name })).toMatchObject(refused(400, 'invalid_input'));
    expect(await ada.ask('PATCH', `/rooms/${room.id}`, { name })).toMatchObject(refused(400, 'invalid_input'));
    expect(await ada.ask('POST', '/rooms', { name, kind: 'private' })).toMatchObject(refused(400, 'invalid_input'));
  });

  test.each(['___', '...', '-._'])('a user name holds a letter or a digit: %s', async (username) =>
    expect(await ada.ask('POST', '/auth/guest', { username })).toMatchObject(refused(400, 'invalid_input')),
  );
});

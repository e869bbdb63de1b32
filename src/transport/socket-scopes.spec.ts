import { describe, expect, test } from '@jest/globals';
import { TOKEN_SCOPES, type TokenScope } from '../shared/token-scopes.ts';
import { eventScopes, mayReceive } from './socket-scopes.ts';

const ALL: ReadonlySet<TokenScope> = new Set(TOKEN_SCOPES);
const NONE: ReadonlySet<TokenScope> = new Set();

/** The payloads of events about a room, by its id. */
const aboutRoom = (roomId: string): Record<string, unknown> => ({
  receive_message: { id: 'm', roomId },
  receive_messages: [{ roomId }, { roomId }],
  message_changed: { id: 'm', roomId },
  room_heads: [{ roomId, revision: 1 }],
  room_joined: { id: roomId },
  room_updated: { id: roomId },
  room_left: { roomId, reason: 'left' },
  member_changed: { roomId },
  read_changed: { roomId },
  user_typing: { roomId },
  attachment_changed: { roomId },
  notification: { roomId },
  following_changed: { roomId },
  thread_read: { roomId },
});

describe('the socket of a token', () => {
  test.each(Object.entries(eventScopes))('gets %s with its scopes alone', (name, scopes) => {
    expect(mayReceive({ scopes: new Set(scopes ?? []), roomIds: null }, name, {})).toBe(true);
    expect(mayReceive({ scopes: NONE, roomIds: null }, name, {})).toBe(scopes === null);
  });

  test('gets no event that is unknown here', () => {
    for (const name of ['personal_changed', 'reports_changed', 'constructor', '__proto__', ''])
      expect(mayReceive({ scopes: ALL, roomIds: null }, name, {})).toBe(false);
  });

  test.each(Object.keys(aboutRoom('')))('gets %s of its rooms alone', (name) => {
    const grant = { scopes: ALL, roomIds: new Set(['mine']) };
    expect(mayReceive(grant, name, aboutRoom('mine')[name])).toBe(true);
    expect(mayReceive(grant, name, aboutRoom('other')[name])).toBe(false);
    for (const payload of [undefined, null, {}, [], { roomId: null }, { roomId: ['mine'] }])
      expect(mayReceive(grant, name, payload)).toBe(false);
  });

  test('gets no list that is about another room as well', () => {
    const grant = { scopes: ALL, roomIds: new Set(['mine']) };
    expect(mayReceive(grant, 'room_heads', [{ roomId: 'mine' }, { roomId: 'other' }])).toBe(false);
  });
});

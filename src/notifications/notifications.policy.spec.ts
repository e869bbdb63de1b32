import { describe, expect, test } from '@jest/globals';
import { type Hearing, notificationFor } from './notifications.policy.ts';

const nothing: Hearing = {
  notify: 'all',
  isAuthor: false,
  isDirect: false,
  isCalled: false,
  callsRoom: false,
  answersThem: false,
};

describe('a message asks for attention', () => {
  test.each<[string, Partial<Hearing>, string | null]>([
    ['of nobody by itself', {}, null],
    ['of whom it calls', { isCalled: true }, 'mention'],
    ['of the other one in a direct room', { isDirect: true }, 'direct'],
    ['of whom it answers', { answersThem: true }, 'reply'],
    ['of everybody when it calls the room', { callsRoom: true }, 'room'],
    ['by name before all else', { isCalled: true, isDirect: true, answersThem: true, callsRoom: true }, 'mention'],
    ['never of its author', { isAuthor: true, isCalled: true, callsRoom: true }, null],
    ['also of those who want mentions only', { notify: 'mentions', isCalled: true }, 'mention'],
    ['never of those who want none', { notify: 'none', isCalled: true, isDirect: true }, null],
  ])('%s', (_, hearing, kind) => expect(notificationFor({ ...nothing, ...hearing })).toBe(kind));
});

import { describe, expect, test } from '@jest/globals';
import { payloadOf, type PushedMessage } from './push-payload.ts';
import { MAX_TEXT_BYTES } from './web-push.ts';

const message: PushedMessage = {
  content: 'full',
  language: 'en',
  roomId: '0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a',
  messageId: '0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0b',
  seq: 7,
  inRoom: true,
  tag: 'x'.repeat(22),
  token: 'y'.repeat(64),
  author: 'Ada',
  body: 'the secret plan',
  roomName: 'Engine',
  isCall: false,
  waiting: 1,
  badge: 3,
  read: [],
};
const notification = (changes: Partial<PushedMessage>, withWords = true) =>
  (JSON.parse(payloadOf({ ...message, ...changes }, withWords).toString()) as { notification: Record<string, unknown> })
    .notification;

describe('a notification', () => {
  test.each<[string, Partial<PushedMessage>, string, string]>([
    ['a message of a room', {}, 'Ada in Engine', 'the secret plan'],
    ['a direct message', { roomName: null }, 'Ada', 'the secret plan'],
    ['several of a room', { waiting: 3 }, '3 new in Engine', 'Ada: the secret plan'],
    ['several direct messages', { waiting: 3, roomName: null }, '3 new from Ada', 'the secret plan'],
    ['several, in German', { waiting: 3, language: 'de' }, '3 neue in Engine', 'Ada: the secret plan'],
    ['files alone', { body: '' }, 'Ada in Engine', 'A file'],
    ['files alone, in German', { body: '', language: 'de' }, 'Ada in Engine', 'Eine Datei'],
    ['Markdown', { body: '**the** [plan](https://example.org)' }, 'Ada in Engine', 'the plan'],
    ['the sender alone', { content: 'sender' }, 'Ada', 'New message'],
    ['nothing', { content: 'nothing', waiting: 3 }, 'Parley', 'New message'],
    ['a call', { roomName: null, isCall: true, body: '', waiting: 3 }, 'Ada', 'Incoming call'],
    ['a call, in German', { roomName: null, isCall: true, body: '', language: 'de' }, 'Ada', 'Eingehender Anruf'],
    ['a call, with nothing', { roomName: null, isCall: true, content: 'nothing' }, 'Parley', 'Incoming call'],
    ['nothing, in German', { content: 'nothing', language: 'de' }, 'Parley', 'Neue Nachricht'],
  ])('of %s', (_, changes, title, body) => expect(notification(changes)).toMatchObject({ title, body }));

  test.each(['full', 'sender', 'nothing'] as const)('without words says nothing, with the content %s', (content) => {
    const words = JSON.stringify(notification({ content }, false));
    for (const word of ['Ada', 'Engine', 'plan']) expect(words).not.toContain(word);
  });

  test('has at most 200 characters of words', () => {
    for (const waiting of [1, 3])
      expect([...String(notification({ body: 'wörter '.repeat(500), waiting }).body)].length).toBeLessThanOrEqual(200);
  });
});

test('the largest payload fits, and leaves out tags before words', () => {
  const wide = '𝕎'.repeat(4_000);
  const read = Array.from({ length: 200 }, () => 'z'.repeat(22));
  const bytes = payloadOf({ ...message, author: wide.slice(0, 160), roomName: wide.slice(0, 160), body: wide, read });
  expect(bytes.length).toBeLessThanOrEqual(MAX_TEXT_BYTES);
  expect((JSON.parse(bytes.toString()) as { read: string[] }).read.length).toBeGreaterThan(10);
});

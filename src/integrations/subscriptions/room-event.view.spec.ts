import { describe, expect, test } from '@jest/globals';
import { limits } from '../../shared/limits.ts';
import type { Message, SystemNotice } from '../../timeline/message.dto.ts';
import { messageWithoutRow } from '../../timeline/message.view.ts';
import {
  encodeEvent,
  type EventMessage,
  eventSince,
  type Interest,
  messageEvent,
  type MessageFacts,
  type RoomEvent,
} from './room-event.view.ts';
import { EVENT_TYPES, type EventType } from './subscriptions.dto.ts';

const ROOM_ID = '0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a';
const BOT_ID = '0198c5a2-7c1e-7b52-9d2e-000000000001';
const PERSON = {
  id: '0198c5a2-7c1e-7b52-9d2e-000000000002',
  username: 'ada',
  displayName: 'Ada',
  avatarUrl: null,
  role: 'member',
  revision: 1,
  status: null,
  bot: false,
} as const;

const message = (more: Partial<Message> = {}): Message => ({
  ...messageWithoutRow({
    id: '0198c5a2-7c1e-7b52-9d2e-00000000000a',
    roomId: ROOM_ID,
    createdAt: '2026-11-30T10:00:00.000Z',
  }),
  seq: 7,
  revision: 20,
  author: PERSON,
  body: 'hello',
  ...more,
});
const facts = (more: Partial<MessageFacts> = {}): MessageFacts => ({
  createdRevision: null,
  reactedRevision: null,
  isEdited: false,
  isOfHook: false,
  ...more,
});
const interest = (events: readonly EventType[] = EVENT_TYPES, more: Partial<Interest> = {}): Interest => ({
  botId: BOT_ID,
  events,
  includeHooks: false,
  ...more,
});
const notice = (event: SystemNotice['event'], userId: string = PERSON.id): Message =>
  message({ kind: 'system', author: null, body: '', system: { event, userId } });
const own = { author: { ...PERSON, id: BOT_ID, bot: true } };

/** What is told of a message that is at revision 20 now, to a receiver that has the room up to 10. */
const cases: [string, Message, MessageFacts, Interest, EventType | undefined][] = [
  ['a new one', message(), facts(), interest(), 'message.created'],
  [
    'a new one that was edited',
    message(),
    facts({ createdRevision: 15, isEdited: true }),
    interest(),
    'message.created',
  ],
  ['an edited one', message(), facts({ createdRevision: 5, isEdited: true }), interest(), 'message.changed'],
  ['one with a pin', message(), facts({ createdRevision: 5 }), interest(), 'message.changed'],
  [
    'one with a reaction',
    message(),
    facts({ createdRevision: 5, reactedRevision: 20 }),
    interest(),
    'reaction.changed',
  ],
  [
    'one with a reaction of before, and a pin',
    message(),
    facts({ createdRevision: 5, reactedRevision: 8 }),
    interest(),
    'message.changed',
  ],
  [
    'one with a reaction and then an edit',
    message(),
    facts({ createdRevision: 5, reactedRevision: 15, isEdited: true }),
    interest(),
    'message.changed',
  ],
  [
    'the same to who wants reactions',
    message(),
    facts({ createdRevision: 5, reactedRevision: 15, isEdited: true }),
    interest(['reaction.changed']),
    'reaction.changed',
  ],
  [
    'one with a reaction that comes later than what was read',
    message(),
    facts({ createdRevision: 5, reactedRevision: 21, isEdited: true }),
    interest(['reaction.changed']),
    undefined,
  ],
  [
    'a new one with a reaction',
    message(),
    facts({ createdRevision: 12, reactedRevision: 20 }),
    interest(),
    'message.created',
  ],
  [
    'the same to who wants reactions',
    message(),
    facts({ createdRevision: 12, reactedRevision: 20 }),
    interest(['reaction.changed']),
    'reaction.changed',
  ],
  ['a new one to who wants changes', message(), facts(), interest(['message.changed']), undefined],
  ['a deleted one', message({ deletedAt: '2026-11-30T11:00:00.000Z' }), facts(), interest(), 'message.deleted'],
  ['one of its bot', message(own), facts(), interest(), undefined],
  ['an edit of its bot', message(own), facts({ createdRevision: 5, isEdited: true }), interest(), undefined],
  [
    'a deletion of its bot',
    message({ ...own, deletedAt: '2026-11-30T11:00:00.000Z' }),
    facts({ createdRevision: 5 }),
    interest(),
    undefined,
  ],
  [
    'a reaction to one of its bot',
    message(own),
    facts({ createdRevision: 5, reactedRevision: 20 }),
    interest(),
    'reaction.changed',
  ],
  ['one of a hook', message(), facts({ isOfHook: true }), interest(), undefined],
  [
    'one of a hook to who wants it',
    message(),
    facts({ isOfHook: true }),
    interest(EVENT_TYPES, { includeHooks: true }),
    'message.created',
  ],
  ['who joined', notice('member_joined'), facts(), interest(), 'member.joined'],
  ['who left', notice('member_left'), facts(), interest(), 'member.left'],
  ['who was kicked', notice('member_kicked'), facts(), interest(), 'member.left'],
  ['who was banned', notice('member_banned'), facts(), interest(), 'member.left'],
  ['a new name', notice('room_renamed'), facts(), interest(), 'room.changed'],
  ['a call', notice('call_started'), facts(), interest(), 'room.changed'],
  ['a notice that has changed', notice('call_started'), facts({ createdRevision: 5 }), interest(), 'message.changed'],
  ['its bot joining', notice('member_joined', BOT_ID), facts(), interest(), undefined],
];

describe('of a message', () => {
  test.each(cases)('%s', (_what, of, known, wanted, type) => {
    expect(eventSince(of, known, wanted, 10)?.type).toBe(type);
  });

  test('is told by an id that its room and revision make', () => {
    expect(eventSince(message(), facts(), interest(), 10)).toMatchObject({
      id: `evt_${ROOM_ID}_20`,
      at: '2026-11-30T10:00:00.000Z',
      data: { roomId: ROOM_ID, revision: 20 },
    });
  });
});

describe('an event', () => {
  const slack = { subscriptionId: 's', token: 't', teamDomain: 'chat.example.org', roomName: 'Operations' };
  const encode = (event: RoomEvent, format: 'parley' | 'slack' = 'parley') => encodeEvent(event, format, slack).body;
  const read = (event: RoomEvent) => (JSON.parse(encode(event)) as { data: { message: EventMessage } }).data.message;
  const reactions = Array.from({ length: 20 }, (_, index) => ({
    emoji: `:e${index}:`,
    userIds: Array.from({ length: 60 }, () => crypto.randomUUID()),
  }));
  const mentions = Array.from({ length: 500 }, () => crypto.randomUUID());

  test('tells files by their ids, and people by their names', () => {
    expect(read(messageEvent('message.created', message()))).toEqual({
      id: message().id,
      seq: 7,
      threadId: null,
      replyToId: null,
      inRoom: true,
      author: { id: PERSON.id, username: 'ada', displayName: 'Ada', bot: false },
      body: 'hello',
      mentions: [],
      mentionsRoom: false,
      fileIds: [],
      reactions: [],
      hasPoll: false,
      isForwarded: false,
      pinned: false,
      as: null,
      tone: null,
      via: null,
      createdAt: '2026-11-30T10:00:00.000Z',
      editedAt: null,
      deletedAt: null,
    });
  });

  test.each([
    ['many reactions', { reactions }, ['reactions']],
    ['many mentions', { reactions, mentions }, ['reactions', 'mentions']],
    ['a long text', { body: 'ä'.repeat(16_000) }, ['reactions', 'mentions', 'body']],
    ['a text of quotes', { body: '"'.repeat(16_000) }, ['reactions', 'mentions', 'body']],
    ['a text of emoji', { body: '👩‍🚀'.repeat(3_000) }, ['reactions', 'mentions', 'body']],
    ['all of it', { body: '\\'.repeat(16_000), mentions, reactions }, ['reactions', 'mentions', 'body']],
  ])('with %s is as long as it may be at most, and says what is cut', (_what, more, cut) => {
    const event = messageEvent('message.created', message(more));
    expect(Buffer.byteLength(encode(event))).toBeLessThanOrEqual(limits.eventBytes);
    const told = read(event);
    expect(told.cut).toEqual(cut);
    expect(message(more).body.startsWith(told.body)).toBe(true);
    expect(told.body.isWellFormed()).toBe(true);
    if (cut.includes('body')) expect(Buffer.byteLength(encode(event))).toBeGreaterThan(limits.eventBytes - 50);
    expect(told.reactions.map(({ count }) => count)).toEqual(
      message(more).reactions.map(({ userIds }) => userIds.length),
    );
  });

  test('in the form of Slack is as long as it may be at most, too', () => {
    const body = encode(messageEvent('message.created', message({ body: '👩‍🚀 & '.repeat(3_000) })), 'slack');
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(limits.eventBytes);
    expect(new URLSearchParams(body).get('text')?.isWellFormed()).toBe(true);
  });
});

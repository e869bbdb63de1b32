import { ValidationPipe } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';
import { Reauthenticate } from '../../src/auth/auth.dto.ts';
import { validate, type Dto } from '../../src/common/validation/fast-validation.ts';
import { EditMessage, ReactionInput, SendMessage } from '../../src/messages/messages.dto.ts';
import { Typing, WatchPresence } from '../../src/presence/presence.dto.ts';
import { MarkRead, MarkUnread } from '../../src/rooms/read-marks/read-marks.dto.ts';
import { CreateRoom } from '../../src/rooms/rooms.dto.ts';
import { SyncRequest } from '../../src/sync/sync.dto.ts';

const id = '0199a3c4-5b1e-7d00-8a44-1c2b3d4e5f60';
const other = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';
const fine: [Dto, Record<string, unknown>][] = [
  [SendMessage, { roomId: id, clientId: other, body: 'Good morning', replyToId: id, attachmentIds: [id, other] }],
  [EditMessage, { messageId: id, body: 'Good morning, all' }],
  [ReactionInput, { messageId: id, emoji: '👍' }],
  [MarkRead, { roomId: id, seq: 7 }],
  [MarkUnread, { roomId: id, seq: 7 }],
  [Typing, { roomId: id, active: true }],
  [WatchPresence, { userIds: [id, other] }],
  [SyncRequest, { rooms: [{ roomId: id, revision: 3, epoch: 1 }] }],
  [CreateRoom, { name: 'Engine', kind: 'public' }],
  [Reauthenticate, { token: 'a.b.c' }],
];

const odd: unknown[] = [
  undefined,
  null,
  '',
  ' ',
  'text',
  'x'.repeat(20_000),
  'a\u0000b',
  '\ud800',
  id,
  id.toUpperCase(),
  `${id} `,
  0,
  1,
  -1,
  1.5,
  2 ** 53,
  NaN,
  '7',
  true,
  'true',
  [],
  [id],
  [id, id],
  [id, null],
  [[id]],
  {},
  { 0: id },
  [{ roomId: id, revision: 1 }],
  [{ roomId: id, revision: 1, more: 1 }],
  [{ roomId: id }],
  { roomId: id, revision: 1 },
  Array.from({ length: 5000 }, () => id),
  Buffer.from(id),
];

/** The pipe for values that fast validation does not accept at once. */
const pipe = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
});
const passed = (type: Dto, plain: unknown): Promise<unknown> =>
  pipe.transform(plain, { type: 'body', metatype: type }).catch(() => undefined);

describe.each(fine)('%p', (type, plain) => {
  const variants = [
    plain,
    ...Object.keys(plain).flatMap((name) => odd.map((value) => ({ ...plain, [name]: value }))),
    ...Object.keys(plain).map((name) => Object.fromEntries(Object.entries(plain).filter(([other]) => other !== name))),
    ...['more', 'constructor', 'toString', 'hasOwnProperty'].map((name) => ({ ...plain, [name]: id })),
    JSON.parse(JSON.stringify(plain).replace('{', '{"__proto__":{"role":"admin"},')) as unknown,
    ...odd,
  ];

  test('is accepted when class-validator finds nothing wrong with it, and only then', async () => {
    expect(validate(type, plain)).toBeInstanceOf(type);
    for (const variant of variants) {
      const answer = validate(type, variant);
      const expected = await passed(type, variant);
      if (answer) expect([variant, answer]).toStrictEqual([variant, expected]);
      // A value that only looks absent is left to the pipe, which takes it for an empty object.
      else if (variant !== undefined && variant !== null) expect([variant, expected]).toEqual([variant, undefined]);
    }
  });
});

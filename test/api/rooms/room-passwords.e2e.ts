import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMembers, refused } from '../../support/member.ts';
import { olderHash } from '../../support/sign-in/older-hash.ts';

const TYPED = 'pässwört éclair'.normalize('NFD');

describe('a password of a room whose hash is of the older scheme', () => {
  let app: TestApp;
  let database: Database;
  let ada: Member;
  let ben: Member;
  let room: Room;
  let older: string;

  beforeAll(async () => {
    app = await startApp();
    database = app.nest.get(Database, { strict: false });
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    older = await olderHash(app, TYPED);
  });

  beforeEach(async () => {
    room = await ada.must<Room>('POST', '/rooms', { name: 'Safe', kind: 'private', password: 'a password' });
    await database.query(`UPDATE rooms SET password_hash = $2 WHERE id = $1`, [room.id, older]);
  });

  afterAll(() => app.close());

  const join = (password: string) => ben.ask('POST', '/rooms/join', { code: room.code, password });
  const stored = async () =>
    (await database.query<{ hash: string }>(`SELECT password_hash AS hash FROM rooms WHERE id = $1`, [room.id]))[0]
      ?.hash;

  test('opens as it was typed, and from then on from every keyboard', async () => {
    expect(await join(TYPED.normalize('NFC'))).toMatchObject(refused(403, 'wrong_room_password'));
    expect(await stored()).toBe(older);
    expect(await join(TYPED)).toMatchObject({ status: 200 });
    expect(await stored()).toMatch(/^bcrypt-nfkc\$/);
    for (const form of ['NFC', 'NFD']) {
      await ben.must('POST', `/rooms/${room.id}/leave`);
      expect(await join(TYPED.normalize(form))).toMatchObject({ status: 200 });
    }
  });

  test('does not come back when it is replaced meanwhile', async () => {
    const [, answer] = await Promise.all([
      database.transaction(async (tx) => {
        await tx.query(`UPDATE rooms SET password_hash = 'of another one' WHERE id = $1`, [room.id]);
        await delay(1_500);
      }),
      delay(200).then(() => join(TYPED)),
    ]);
    expect(answer).toMatchObject({ status: 200 });
    expect(await stored()).toBe('of another one');
  });
});

test('of sixty simultaneous room passwords ten are compared', async () => {
  const app = await startApp({ settings: { RATE_LIMIT_SCALE: '1' } });
  try {
    const [ada, cleo] = (await newMembers(app.url, 2)) as [Member, Member];
    const password = 'the right password';
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Safe', kind: 'public', password });
    const guesses = Array.from({ length: 60 }, (_, index) => (index === 59 ? password : `wrong ${index}`));
    const answers = await Promise.all(
      guesses.map((guess) => cleo.ask('POST', '/rooms/join', { code: room.code, password: guess })),
    );
    const codes = answers.map(({ status, body }) => (status === 200 ? 'in' : body.code));
    expect(codes.filter((code) => code === 'wrong_room_password')).toHaveLength(10);
    expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(50);
  } finally {
    await app.close();
  }
});

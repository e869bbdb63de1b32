import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { Pipeline } from '../../../src/common/database/pipeline.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { lobbyOf, type Member, newGuest, newMember, newMembers } from '../../support/member.ts';

const newRoom = (by: Member, kind = 'public') => by.must<Room>('POST', '/rooms', { name: 'Press', kind });
const send = (by: Member, room: Room, body = 'Hello', more: object = {}) =>
  by.must<Message>('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body, ...more });

describe('the rules of a room', () => {
  let app: TestApp;
  let database: pg.Client;
  let admin: Member;
  let ada: Member;
  let ben: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    database = new pg.Client({ connectionString: app.databaseUrl });
    await database.connect();
    room = await newRoom(ada);
    await ben.must('POST', `/rooms/${room.id}/join`, {});
  });

  afterAll(async () => {
    await database.end();
    await app.close();
  });

  const rulesOf = async (roomId: string): Promise<number> => {
    const { rows } = await database.query<{ rules: number }>('SELECT rules FROM room_head WHERE room_id = $1', [
      roomId,
    ]);
    return rows[0]?.rules ?? 0;
  };

  /** Whether an act raises the version of the rules. */
  async function raises(act: () => Promise<unknown>, { id } = room): Promise<boolean> {
    const before = await rulesOf(id);
    await act();
    return (await rulesOf(id)) > before;
  }

  const member = () => `/rooms/${room.id}/members/${ben.id}`;
  const change = (changes: object) => () => ada.must('PATCH', `/rooms/${room.id}`, changes);

  // In this order: an act may need the state that those before it leave.
  test.each<[act: string, run: () => Promise<unknown>]>([
    ['a mute', () => ada.must('PATCH', member(), { mutedUntil: '9999-01-01T00:00:00Z' })],
    ['the end of a mute', () => ada.must('PATCH', member(), { mutedUntil: null })],
    ['another role', () => ada.must('PATCH', member(), { role: 'moderator' })],
    ['another setting for @room', change({ mentionRoomBy: 'owner' })],
    ['who may write', change({ postBy: 'moderator' })],
    ['everybody writing again', change({ postBy: 'member' })],
    ['who may reply in threads', change({ replyBy: 'moderator' })],
    ['slow mode', change({ slowSeconds: 60 })],
    ['the end of slow mode', change({ slowSeconds: 0 })],
    ['archiving', change({ archived: true })],
    ['opening it again', change({ archived: false })],
    ['leaving', () => ben.must('POST', `/rooms/${room.id}/leave`)],
    ['joining', () => ben.must('POST', `/rooms/${room.id}/join`, {})],
    ['a removal', () => ada.must('DELETE', member())],
    ['coming back', () => ben.must('POST', `/rooms/${room.id}/join`, {})],
    ['a ban', () => ada.must('PUT', `/rooms/${room.id}/bans/${ben.id}`)],
    ['the end of a ban', () => ada.must('DELETE', `/rooms/${room.id}/bans/${ben.id}`)],
    ['coming back after a ban', () => ben.must('POST', `/rooms/${room.id}/join`, {})],
    ['becoming private', change({ kind: 'private' })],
  ])('are raised by %s', async (_, run) => {
    expect(await raises(run)).toBe(true);
  });

  test.each<[act: string, run: () => Promise<unknown>]>([
    ['a message', () => send(ada, room)],
    ['a reply', async () => send(ada, room, 'Yes', { replyToId: (await send(ben, room)).id })],
    ['a reaction', async () => ada.must('PUT', `/messages/${(await send(ben, room)).id}/reactions/👍`)],
    ['an edit', async () => ada.must('PATCH', `/messages/${(await send(ada, room)).id}`, { body: 'No' })],
    ['a read mark', () => ben.must('PUT', `/rooms/${room.id}/read`, { seq: 1 })],
    ['who may react', change({ reactBy: 'moderator' })],
    ['another name', change({ name: 'Press office' })],
    ['another setting for notifications', () => ben.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'none' })],
  ])('are not raised by %s', async (_, run) => {
    expect(await raises(run)).toBe(false);
  });

  test('of a direct room are raised when the other member has it, is away for good, and is back', async () => {
    const [cleo, dan] = (await newMembers(app.url, 2)) as [Member, Member];
    const direct = await cleo.must<Room>('PUT', `/rooms/direct/${dan.id}`);
    expect(await raises(() => send(cleo, direct), direct)).toBe(true);
    expect(await raises(() => send(cleo, direct), direct)).toBe(false);
    const disable = (disabled: boolean) => () => admin.must('PATCH', `/admin/users/${dan.id}`, { disabled });
    expect(await raises(disable(true), direct)).toBe(true);
    expect(
      await cleo.ask('POST', `/rooms/${direct.id}/messages`, { clientId: randomUUID(), body: 'There?' }),
    ).toMatchObject({
      status: 409,
      body: { code: 'peer_gone' },
    });
    expect(await raises(disable(false), direct)).toBe(true);
    await send(cleo, direct, 'Back');
  });

  test('are raised when a guest sees the whole history', async () => {
    const guest = await newGuest(app.url);
    const open = await newRoom(ada);
    await send(ada, open);
    await guest.must('POST', '/rooms/join', { code: open.code });
    const show = () => database.query('UPDATE room_members SET visible_from_seq = 1 WHERE user_id = $1', [guest.id]);
    expect(await raises(show, open)).toBe(true);
  });

  describe('a plain message', () => {
    /** The transactions and the single statements that an act costs. */
    async function costOf(act: () => Promise<unknown>): Promise<{ transactions: number; statements: number }> {
      const pipeline = app.nest.get(Pipeline);
      const [transaction, statements] = [jest.spyOn(pipeline, 'transaction'), jest.spyOn(pipeline, 'statements')];
      await act();
      const cost = { transactions: transaction.mock.calls.length, statements: statements.mock.calls.length };
      for (const spy of [transaction, statements]) spy.mockRestore();
      return cost;
    }

    test('is written by a single statement once its room and author are known', async () => {
      const known = await newRoom(ada);
      expect(await costOf(() => send(ada, known, '1'))).toEqual({ transactions: 1, statements: 0 });
      expect(await costOf(() => send(ada, known, '2'))).toEqual({ transactions: 0, statements: 1 });
      await ben.must('POST', `/rooms/${known.id}/join`, {});
      expect(await costOf(() => send(ada, known, '3'))).toEqual({ transactions: 1, statements: 1 });
      expect(await costOf(() => send(ada, known, '@room 4'))).toEqual({ transactions: 0, statements: 1 });
    });

    test('is written by a single statement in a direct room, too', async () => {
      const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
      for (const by of [ada, ben]) await send(by, direct);
      expect(await costOf(() => send(ada, direct, '1'))).toEqual({ transactions: 0, statements: 1 });
      expect(await costOf(() => send(ben, direct, '2'))).toEqual({ transactions: 0, statements: 1 });
    });

    test('is written together with those of other rooms', async () => {
      const rooms = await Promise.all(Array.from({ length: 12 }, () => newRoom(ada)));
      for (const each of rooms) await send(ada, each);
      const { transactions } = await costOf(() => Promise.all([...rooms, ...rooms].map((each) => send(ada, each))));
      expect(transactions).toBe(0);
    });

    test.each<[string, () => Promise<[body: string, more: object]>]>([
      ['that answers another', async () => ['Yes', { replyToId: (await send(ben, room)).id }]],
      ['that mentions a member', () => Promise.resolve([`Hello @${ben.username}`, {}])],
    ])('%s is written in a transaction', async (_, make) => {
      await send(ada, room);
      const [body, more] = await make();
      expect(await costOf(() => send(ada, room, body, more))).toEqual({ transactions: 1, statements: 0 });
    });

    test('of a person whom slow mode lets wait is written in a transaction, of others by a single statement', async () => {
      const slow = await newRoom(ada);
      await ben.must('POST', `/rooms/${slow.id}/join`, {});
      await ada.must('PATCH', `/rooms/${slow.id}`, { slowSeconds: 1 });
      for (const by of [ada, ben]) await send(by, slow);
      expect(await costOf(() => send(ada, slow))).toEqual({ transactions: 0, statements: 1 });
      const refused = () => ben.ask('POST', `/rooms/${slow.id}/messages`, { clientId: randomUUID(), body: 'Again' });
      expect(await costOf(refused)).toEqual({ transactions: 1, statements: 0 });
    });

    test('is the same either way', async () => {
      const lobby = await lobbyOf(ada);
      const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
      await send(ada, direct);
      const common = await newRoom(ada);
      await ben.must('POST', `/rooms/${common.id}/join`, {});
      for (const each of [common, lobby, direct]) {
        await send(ada, each);
        const [known, unknown] = [await send(ada, each, '@room hi'), await send(ben, each, '@room hi')];
        const alike = { ...unknown, ...{ id: known.id, seq: known.seq, revision: known.revision } };
        expect({ ...alike, clientId: known.clientId, author: known.author, createdAt: known.createdAt }).toEqual(known);
        expect(known.author).toMatchObject({ id: ada.id, username: ada.username });
        expect(await ada.must('GET', `/rooms/${each.id}/messages?limit=2`)).toMatchObject({ items: [known, unknown] });
      }
    });
  });
});

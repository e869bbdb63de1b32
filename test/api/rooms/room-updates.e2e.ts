import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Me } from '../../../src/users/users.dto.ts';
import { lobbyOf, type Member, newMember, onAnotherDevice, refusal } from '../../support/member.ts';
import { startTwoNodes, type TwoNodes } from '../../support/two-nodes.ts';

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

/** Ada's requests go to the first node; Ben, and Ada's phone, are connected to the second. */
describe.each([
  ['that hear of each other', {}],
  ['that hear no hint of each other', { TEST_HINTS: 'off' }],
])('nodes %s', (_, hints) => {
  let company: TwoNodes;
  let database: pg.Client;
  let ada: Member;
  let ben: Member;
  let phone: Member;
  let room: Room;

  beforeAll(async () => {
    company = await startTwoNodes(hints);
    const { nodes } = company;
    database = new pg.Client({ connectionString: company.databaseUrl });
    await database.connect();
    ada = await newMember(nodes[0].url);
    ben = await newMember(nodes[1].url);
    phone = await onAnotherDevice(ada, nodes[1].url);
    for (const person of [ada, ben, phone]) await person.goOnline();
  }, 60_000);

  beforeEach(async () => {
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    await ben.command('join_room', { roomId: room.id });
    await phone.receives('room_joined', ({ id }) => id === room.id);
    await ada.receives('member_changed', ({ userId, roomId }) => userId === ben.id && roomId === room.id);
    for (const person of [ada, ben, phone]) person.receivedEvents.length = 0;
  });

  afterAll(async () => {
    for (const person of [ada, ben, phone]) person.goOffline();
    await database.end();
    await company.stop();
  });

  const updates = (person: Member, id = room.id) =>
    person.eventsOf('room_updated').filter((updated) => updated.id === id);

  /** A change that no hint announces: when a node has found it, it has found everything before. */
  async function untilPolled(): Promise<void> {
    const name = `Only ${crypto.randomUUID().slice(0, 8)}`;
    const lobby = await lobbyOf(ben);
    await database.query('UPDATE rooms SET name = $2 WHERE id = $1', [lobby.id, name]);
    await database.query('UPDATE users SET display_name = $2 WHERE id = $1', [ben.id, name]);
    for (const person of [ada, ben]) {
      await person.receives('room_updated', (updated) => updated.name === name);
      await person.receives('user_changed', (changed) => changed.displayName === name);
    }
  }

  test.each<[string, object, Partial<Room>]>([
    ['its topic', { topic: 'Notes' }, { topic: 'Notes' }],
    ['its name', { name: 'Analytical Engine' }, { name: 'Analytical Engine' }],
    ['its password', { password: 'a fine password' }, { passwordProtected: true }],
    ['who may call everybody', { mentionRoomBy: 'owner' }, { mentionRoomBy: 'owner' }],
    ['who may write', { postBy: 'moderator' }, { postBy: 'moderator' }],
    ['who may reply in threads', { replyBy: 'owner' }, { replyBy: 'owner' }],
    ['who may react', { reactBy: 'moderator' }, { reactBy: 'moderator' }],
    ['its slow mode', { slowSeconds: 30 }, { slowSeconds: 30 }],
    ['that it is archived', { archived: true }, { archived: true }],
  ])('announce a room %s, once', async (_what, changes, shown) => {
    await ada.must('PATCH', `/rooms/${room.id}`, changes);
    for (const person of [ada, ben, phone])
      expect(await person.receives('room_updated', ({ id }) => id === room.id)).toMatchObject(shown);
    await untilPolled();
    expect([ada, ben, phone].map((person) => updates(person).length)).toEqual([1, 1, 1]);
  });

  test('are broadcast for a new code', async () => {
    const { code } = await ada.must<Room>('POST', `/rooms/${room.id}/code`);
    expect(code).not.toBe(room.code);
    await ben.receives('room_updated', (updated) => updated.id === room.id && updated.code === code);
  });

  test.each<[string, () => object, object]>([
    ['silenced', () => ({ mutedUntil: tomorrow() }), { role: 'member', mutedUntil: expect.any(String) }],
    ['made moderator', () => ({ role: 'moderator' }), { role: 'moderator', mutedUntil: null }],
  ])('announce a member %s, to that member too, once', async (_what, change, standing) => {
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, change());
    for (const person of [ada, ben, phone]) {
      const { member } = await person.receives('member_changed', ({ userId }) => userId === ben.id);
      expect(member).toMatchObject(standing);
    }
    const { role } = await ben.receives('room_updated', ({ id }) => id === room.id);
    expect(standing).toMatchObject({ role });
    await untilPolled();
    expect(updates(ben)).toHaveLength(1);
    expect([ada, phone].map((person) => updates(person).length)).toEqual([0, 0]);
  });

  test('send a person’s notification setting of a room to their other devices, and to no others', async () => {
    await ada.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'none' });
    for (const device of [ada, phone])
      expect(await device.receives('room_updated', ({ id }) => id === room.id)).toMatchObject({ notify: 'none' });
    await untilPolled();
    expect([ada, ben, phone].map((person) => updates(person).length)).toEqual([1, 0, 1]);
  });

  test('are broadcast for mentions that an edit has removed', async () => {
    const { id: messageId } = await ada.send(room, `@${ben.username} look`);
    await ben.receivesMessage(room.id, `@${ben.username} look`);
    await ada.command('edit_message', { messageId, body: 'nobody look' });
    expect(await ben.receives('room_updated', ({ id }) => id === room.id)).toMatchObject({ mentionCount: 0 });
    await ada.command('edit_message', { messageId, body: '@room look' });
    await ben.receives('room_updated', ({ id, mentionCount }) => id === room.id && mentionCount === 1);
  });

  test('allow what a new role on the server allows, and no more', async () => {
    const remove = async () => {
      const { id: messageId } = await ada.send(room, 'out of order');
      return ben.tryCommand('delete_message', { messageId });
    };
    for (const role of ['moderator', 'member'] as const) {
      await ada.must('PATCH', `/admin/users/${ben.id}`, { role });
      await ben.receives('user_changed', (changed) => changed.id === ben.id && changed.role === role);
      expect(await remove()).toMatchObject(role === 'member' ? refusal(403, 'forbidden') : { ok: true });
      ben.receivedEvents.length = 0;
    }
  });

  test('are broadcast once for a new name', async () => {
    const { revision, displayName } = await ada.must<Me>('PATCH', '/users/me', { displayName: 'Countess' });
    for (const person of [ada, ben, phone]) await person.receives('user_changed', ({ id }) => id === ada.id);
    await untilPolled();
    for (const person of [ada, ben, phone])
      expect(person.eventsOf('user_changed').filter(({ id }) => id === ada.id)).toEqual([
        expect.objectContaining({ displayName, revision }),
      ]);
  });
});

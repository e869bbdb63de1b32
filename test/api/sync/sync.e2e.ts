import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { randomActions } from '../../support/random-actions.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { expectConverged, SimulatedClient } from '../../support/simulated-client.ts';
import { eventually, type Member, newMembers, onAnotherDevice } from '../../support/member.ts';

const HELD = 'written when its author was called something else';

/** Pauses the commit of a message with that body, whose author's name has been read already. */
async function heldAtCommit(databaseUrl: string) {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const waiting = async () => {
    const { rows } = await database.query(`SELECT FROM pg_locks WHERE objid = 42 AND NOT granted`);
    return rows.length > 0;
  };
  await database.query(`CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN NULL; END $$`);
  await database.query(`CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON messages DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.body = '${HELD}') EXECUTE FUNCTION hold()`);
  await database.query('SELECT pg_advisory_lock(42)');
  return {
    reached: () => eventually(waiting, 'the message stands at its commit'),
    release: () => database.end(),
  };
}

/** Promise: the state of a client, moved on by every received event, equals a fresh sync. */
describe('state and events', () => {
  let app: TestApp;
  let people: Member[];
  let ada: Member;
  let ben: Member;
  let devices: SimulatedClient[];
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    people = await newMembers(app.url, 4);
    [ada, ben] = people as [Member, Member, Member, Member];
    devices = [...people, await onAnotherDevice(ada)].map((member) => new SimulatedClient(member));
    for (const device of devices) await device.goOnline();
  }, 60_000);

  beforeEach(async () => {
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    await ben.command('join_room', { roomId: room.id });
    await expectConverged(devices);
  });

  // A client compares all of its rooms: those of earlier tests would only make it slow.
  afterEach(async () => {
    await Promise.all(people.map((person) => person.ask('DELETE', `/rooms/${room.id}`)));
  });

  afterAll(async () => {
    for (const device of devices) device.goOffline();
    await app.close();
  });

  const sendAs = (by: Member, body: string) => by.send(room, body);

  test('a message', async () => {
    await sendAs(ada, 'hello');
    await expectConverged(devices);
  });

  test('a group conversation: made, added to, given a name, left and made a room', async () => {
    const [, , cleo, dan] = people as [Member, Member, Member, Member];
    const made = await ada.must<Room>('POST', '/rooms/groups', { userIds: [ben.id, cleo.id] });
    await expectConverged(devices);
    await ben.send(made, 'before');
    const add = (history: string) => ada.must('POST', `/rooms/${made.id}/members`, { userIds: [dan.id], history });
    await add('now');
    await dan.send(made, 'after');
    await expectConverged(devices);
    await ben.must('PATCH', `/rooms/${made.id}`, { name: 'Lunch' });
    await expectConverged(devices);
    await cleo.must('POST', `/rooms/${made.id}/leave`);
    await expectConverged(devices);
    await ben.must('POST', `/rooms/${made.id}/convert`, { name: 'Canteen' });
    await expectConverged(devices);
    await ben.must('DELETE', `/rooms/${made.id}`);
  });

  test('an edit of the newest message and of an older one', async () => {
    const older = await sendAs(ada, 'older');
    const newest = await sendAs(ben, 'newest');
    await ada.command('edit_message', { messageId: older.id, body: 'older, edited' });
    await ben.command('edit_message', { messageId: newest.id, body: 'newest, edited' });
    await expectConverged(devices);
  });

  test('a delete of the newest message and of an older one', async () => {
    const older = await sendAs(ada, 'older');
    const newest = await sendAs(ben, 'newest');
    await ada.command('delete_message', { messageId: older.id });
    await ben.command('delete_message', { messageId: newest.id });
    await expectConverged(devices);
  });

  test('a reply, and what is quoted edited', async () => {
    const quoted = await sendAs(ada, 'what I said');
    await ben.command('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'indeed',
      replyToId: quoted.id,
    });
    await ada.command('edit_message', { messageId: quoted.id, body: `what I\n\n${'really '.repeat(30)} said 🙂` });
    await expectConverged(devices);
  });

  test('a reply, and what is quoted deleted', async () => {
    const quoted = await sendAs(ada, 'what I said');
    await ben.command('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'indeed',
      replyToId: quoted.id,
    });
    await ada.command('delete_message', { messageId: quoted.id });
    await expectConverged(devices);
  });

  test('a reply deleted', async () => {
    const quoted = await sendAs(ada, 'what I said');
    const reply = { roomId: room.id, clientId: randomUUID(), body: 'indeed', replyToId: quoted.id };
    const { id } = await ben.command('send_message', reply);
    const tombstone = await ben.command('delete_message', { messageId: id });
    expect(tombstone.replyTo).toBeNull();
    await expectConverged(devices);
  });

  test('a long quote of many blanks', async () => {
    const quoted = await sendAs(ada, `a${' '.repeat(1000)}b`);
    const reply = { roomId: room.id, clientId: randomUUID(), body: 'indeed', replyToId: quoted.id };
    expect(await ben.command('send_message', reply)).toMatchObject({ replyTo: { excerpt: 'a b' } });
    await ada.command('edit_message', { messageId: quoted.id, body: `c${' '.repeat(1000)}d` });
    await expectConverged(devices);
  });

  test('a tab that opens under traffic, and shares the connection of another', async () => {
    const tab = new SimulatedClient(ada.anotherTab());
    const first = await sendAs(ben, 'before');
    await Promise.all([
      sendAs(ben, 'meanwhile'),
      tab.goOnline(),
      ben.command('edit_message', { messageId: first.id, body: 'before, edited' }),
      sendAs(ada, 'meanwhile, too'),
    ]);
    await expectConverged([...devices, tab]);
    await sendAs(ada, 'by the first tab');
    await sendAs(tab.member, 'by the second');
    await expectConverged([...devices, tab]);
  });

  test('a member joins, leaves and joins again', async () => {
    const [, , cleo] = people as [Member, Member, Member];
    await cleo.command('join_room', { roomId: room.id });
    await expectConverged(devices);
    await cleo.command('leave_room', { roomId: room.id });
    await expectConverged(devices);
    await sendAs(ada, 'while Cleo is away');
    await cleo.command('join_room', { roomId: room.id });
    await expectConverged(devices);
  });

  test('an invitation', async () => {
    await ada.must('POST', `/rooms/${room.id}/members`, { userIds: people.map(({ id }) => id) });
    await expectConverged(devices);
  });

  test('reading, in steps', async () => {
    for (const body of ['one', 'two', 'three']) await sendAs(ben, body);
    await expectConverged(devices);
    await ada.command('mark_read', { roomId: room.id, seq: 3 });
    await expectConverged(devices);
    await ada.must('PUT', `/rooms/${room.id}/read`, { seq: 100 });
    await expectConverged(devices);
  });

  test('reading while others send', async () => {
    for (let round = 0; round < 20; round++) {
      const acts = Array.from({ length: 10 }, (_, index) => [
        sendAs(ben, `message ${index}`),
        ada.command('mark_read', { roomId: room.id, seq: round * 10 + index }),
      ]);
      await Promise.all(acts.flat());
      await expectConverged(devices.slice(0, 1));
    }
  }, 90_000);

  test('many join and leave at once', async () => {
    const [, , cleo, dora] = people as [Member, Member, Member, Member];
    for (let round = 0; round < 10; round++) {
      for (const act of ['join_room', 'leave_room'] as const) {
        const comings = [cleo, dora].map((person) => person.command(act, { roomId: room.id }));
        await Promise.all([...comings, sendAs(ada, 'meanwhile'), sendAs(ben, 'meanwhile'), sendAs(ada, 'and then')]);
        await expectConverged(devices);
      }
    }
  }, 90_000);

  test('a direct room', async () => {
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${people[3]?.id}`);
    await ada.send(direct, 'only for you');
    await expectConverged(devices);
  });

  test('a notification setting', async () => {
    await ada.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'none' });
    await expectConverged(devices);
  });

  test('a new name', async () => {
    const quoted = await sendAs(ada, 'what I said');
    await ben.command('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'indeed',
      replyToId: quoted.id,
    });
    await ada.must('PATCH', '/users/me', { displayName: `Ada ${randomUUID().slice(0, 8)}` });
    await expectConverged(devices);
  });

  test('a new name of a former member', async () => {
    await sendAs(ben, 'farewell');
    await ben.command('leave_room', { roomId: room.id });
    await ben.must('PATCH', '/users/me', { displayName: `Ben ${randomUUID().slice(0, 8)}` });
    await expectConverged(devices);
  });

  test('a new name while a message of its owner is being written', async () => {
    const held = await heldAtCommit(app.databaseUrl);
    const writing = sendAs(ben, HELD);
    await held.reached();
    const displayName = `Ben ${randomUUID().slice(0, 8)}`;
    await ben.must('PATCH', '/users/me', { displayName });
    await ada.receives('user_changed', (person) => person.displayName === displayName);
    await held.release();
    await writing;
    await ada.receivesMessage(room.id, HELD);
    await expectConverged(devices);
  });

  test('all kinds of changes while a client is offline', async () => {
    const [, , , away] = devices as [SimulatedClient, SimulatedClient, SimulatedClient, SimulatedClient];
    await away.member.command('join_room', { roomId: room.id });
    const quoted = await sendAs(away.member, 'before');
    await expectConverged(devices);
    away.goOffline();
    await sendAs(ada, 'one');
    const { id } = await ben.command('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'two',
      replyToId: quoted.id,
    });
    await ada.must('PATCH', '/users/me', { displayName: `Ada ${randomUUID().slice(0, 8)}` });
    await ben.command('delete_message', { messageId: id });
    await ada.command('create_room', { name: 'Another', kind: 'public' });
    await away.member.must('POST', `/rooms/${room.id}/leave`);
    await away.member.must('POST', `/rooms/${room.id}/join`, {});
    await away.goOnline();
    await expectConverged(devices);
  });

  test('a client that is further behind than can be replayed starts over', async () => {
    const [, away] = devices as [SimulatedClient, SimulatedClient];
    away.goOffline();
    const many = Array.from({ length: 1_005 }, (_, index) => sendAs(ada, `message ${index}`));
    await Promise.all(many);
    await away.goOnline();
    await expectConverged(devices);
  }, 60_000);

  test.each([1, 2, 3])(
    '200 random actions of four people, one after the other, some offline at times (seed %i)',
    async (seed) => {
      const act = randomActions(seededRandom(seed), people, devices, [room]);
      for (let count = 0; count < 200; count++) await act();
      for (const device of devices) if (!device.member.socket) await device.goOnline();
      await expectConverged(devices);
    },
  );

  test.each([4, 5, 6])('200 random actions of four people, four at once (seed %i)', async (seed) => {
    const act = randomActions(seededRandom(seed), people, devices, [room]);
    const several = async () => {
      for (let count = 0; count < 50; count++) await act();
    };
    await Promise.all([several(), several(), several(), several()]);
    for (const device of devices) if (!device.member.socket) await device.goOnline();
    await expectConverged(devices);
  });
});

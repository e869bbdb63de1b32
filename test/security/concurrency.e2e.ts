import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { DataSource } from '../support/server-packages.ts';
import type { MemberPage } from '../../src/rooms/members/members.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { wholeHistory } from '../support/history.ts';
import { type Answer, eventually, type Member, newMembers, refusal, refused } from '../support/member.ts';

/** 1, 2, 3 … */
const countingTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const statuses = (answers: Answer<unknown>[]) => answers.map(({ status }) => status).toSorted();

/** Concurrent commands may run in any order, and must end in a state that some order leads to. */
describe('concurrent requests', () => {
  let app: TestApp;
  let people: Member[];
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    people = await newMembers(app.url, 50);
    [ada, ben, cleo] = people as [Member, Member, Member];
    for (const person of [ada, ben, cleo]) await person.goOnline();
  }, 240_000);

  beforeEach(async () => {
    room = await ada.command('create_room', { name: 'Race', kind: 'public' });
  });

  afterAll(async () => {
    for (const person of people) person.goOffline();
    await app.close();
  });

  const members = async () => (await ada.must<MemberPage>('GET', `/rooms/${room.id}/members?limit=100`)).items;
  const notices = async (by = ada) =>
    (await wholeHistory(by, room.id)).flatMap(({ system }) => (system ? [system.event] : []));
  const join = (person: Member) => person.ask<Room>('POST', `/rooms/${room.id}/join`, {});
  const leave = (person: Member) => person.ask('POST', `/rooms/${room.id}/leave`);

  test('a member joining over REST, the socket and by invitation joins once', async () => {
    const ways = countingTo(20).map(async (number) => {
      if (number % 4 === 0) await ada.must('POST', `/rooms/${room.id}/members`, { userIds: [ben.id] });
      else if (number % 2) await ben.command('join_room', { code: room.code });
      else await ben.must('POST', `/rooms/${room.id}/join`, {});
    });
    await Promise.all(ways);
    expect((await members()).map(({ user }) => user.id)).toEqual([ada.id, ben.id]);
    expect(await notices()).toEqual(['member_joined']);
    expect(await ben.must<Room>('GET', `/rooms/${room.id}`)).toMatchObject({ memberCount: 2, lastSeq: 1, revision: 1 });
  });

  test('a member leaving many times leaves once', async () => {
    await join(ben);
    const answers = await Promise.all(countingTo(20).map(() => leave(ben)));
    // A late repeat is told that the room cannot be left by a non-member.
    expect(statuses(answers)[0]).toBe(204);
    for (const answer of answers.filter(({ status }) => status !== 204))
      expect(answer).toMatchObject(refused(403, 'forbidden'));
    expect(await notices()).toEqual(['member_joined', 'member_left']);
    expect(await members()).toHaveLength(1);
  });

  test.each(countingTo(5))('of two owners who both leave a third behind, one leaves (%i)', async () => {
    for (const person of [ben, cleo]) await join(person);
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'owner' });
    const answers = await Promise.all([leave(ada), leave(ben)]);
    expect(statuses(answers)).toEqual([204, 409]);
    expect(answers.find(({ status }) => status === 409)).toMatchObject(refused(409, 'last_owner'));
    const { items } = await cleo.must<MemberPage>('GET', `/rooms/${room.id}/members`);
    expect(items.map(({ role }) => role)).toEqual(expect.arrayContaining(['owner', 'member']));
    expect(items).toHaveLength(2);
    expect((await notices(cleo)).filter((event) => event === 'member_left')).toHaveLength(1);
  });

  test('the only owner is refused however often they try, while others are in the room', async () => {
    await join(ben);
    const answers = await Promise.all(countingTo(10).map(() => leave(ada)));
    for (const answer of answers) expect(answer).toMatchObject(refused(409, 'last_owner'));
    expect(await members()).toHaveLength(2);
  });

  test('a member made owner while the last one leaves: the room always has one', async () => {
    await join(ben);
    const [, left] = await Promise.all([
      ada.ask('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'owner' }),
      leave(ada),
    ]);
    const { items } = await ben.must<MemberPage>('GET', `/rooms/${room.id}/members`);
    expect(items.some(({ role }) => role === 'owner')).toBe(true);
    expect(items).toHaveLength(left.status === 204 ? 1 : 2);
  });

  test('fifty members with the same reaction are fifty on it, each once, one revision each', async () => {
    await Promise.all(people.map(join));
    const { id, revision } = await ada.send(room, 'raise your hands');
    const react = (person: Member) => person.must('PUT', `/messages/${id}/reactions/${encodeURIComponent('🙌')}`);
    await Promise.all([...people, ...people].map(react)); // each twice
    const message = await ada.must<Message>('GET', `/messages/${id}`);
    expect(message.reactions.map(({ emoji }) => emoji)).toEqual(['🙌']);
    expect(message.reactions[0]?.userIds.toSorted()).toEqual(people.map((person) => person.id).toSorted());
    expect(message.revision).toBe(revision + 50);
  });

  test('a reaction added and removed many times is there once or not at all, as broadcast last', async () => {
    await join(ben);
    const { id, revision } = await ada.send(room, 'do you?');
    const path = `/messages/${id}/reactions/${encodeURIComponent('💍')}`;
    await Promise.all(countingTo(40).map((number) => ben.must(number % 2 ? 'PUT' : 'DELETE', path)));
    const message = await ada.must<Message>('GET', `/messages/${id}`);
    const changes = message.revision - revision;
    expect(message.reactions).toEqual(changes % 2 ? [{ emoji: '💍', userIds: [ben.id] }] : []);
    const broadcasts = () => ada.eventsOf('message_changed').filter((changed) => changed.id === id);
    await eventually(
      () => broadcasts().some((changed) => changed.revision === message.revision),
      'the last change is broadcast',
    );
    const revisions = broadcasts().map((changed) => changed.revision);
    expect(new Set(revisions).size).toBe(revisions.length);
    expect(broadcasts().at(-1)?.reactions).toEqual(message.reactions);
  });

  test.each(countingTo(5))(
    'edits beside a delete: the message is deleted, edits after it are refused (%i)',
    async () => {
      const { id } = await ada.send(room, 'first');
      const edit = (number: number) =>
        ada.tryCommand<Message>('edit_message', { messageId: id, body: `edit ${number}` });
      const early = countingTo(5).map(edit);
      const deleted = ada.command('delete_message', { messageId: id });
      const late = countingTo(5).map((number) => edit(number + 5));
      const edits = await Promise.all([...early, ...late]);
      const { revision } = await deleted;
      for (const ack of edits)
        if (ack.ok) expect(ack.data.revision).toBeLessThan(revision);
        else expect(ack).toMatchObject(refusal(409, 'message_deleted'));
      expect(await edit(11)).toMatchObject(refusal(409, 'message_deleted'));
      const message = await ada.must<Message>('GET', `/messages/${id}`);
      expect(message).toMatchObject({ body: '', deletedAt: expect.any(String), revision });
      expect(await ada.must('GET', `/messages/${id}/edits`)).toMatchObject({ items: [] });
    },
  );

  describe('more changes than there are connections to the database', () => {
    let database: pg.Client;
    let pool: pg.Pool;
    beforeAll(async () => {
      ({ master: pool } = app.nest.get(DataSource).driver as unknown as { master: pg.Pool });
      database = new pg.Client({ connectionString: app.databaseUrl });
      await database.connect();
    });
    afterAll(() => database.end());

    /** Makes all of them wait for the room, until no connection is left for the first. */
    async function crowd<T>(acts: (() => Promise<T>)[]): Promise<T[]> {
      await database.query('BEGIN');
      await database.query('SELECT FROM room_head WHERE room_id = $1 FOR UPDATE', [room.id]);
      const done = Promise.all(acts.map((act) => act()));
      await eventually(() => pool.waitingCount > 0, 'all connections are taken');
      await database.query('COMMIT');
      return done;
    }

    test.each([
      [
        'edits',
        (id: string, number: number) => ada.tryCommand<Message>('edit_message', { messageId: id, body: `${number}` }),
      ],
      ['deletes', (id: string) => ada.tryCommand<Message>('delete_message', { messageId: id })],
    ])('are all made: %s', async (_, change) => {
      const sent = await Promise.all(countingTo(30).map((number) => ada.send(room, `message ${number}`)));
      const acks = await crowd(
        sent.map(
          ({ id }, index) =>
            () =>
              change(id, index),
        ),
      );
      expect(acks.filter(({ ok }) => !ok)).toEqual([]);
      const { revision } = await ada.must<Room>('GET', `/rooms/${room.id}`);
      expect(revision).toBe(60);
    });
  });

  test('a message deleted by its author and by a moderator is deleted once', async () => {
    await join(ben);
    const { id, revision } = await ben.command('send_message', { roomId: room.id, clientId: randomUUID(), body: 'oh' });
    const answers = await Promise.all(
      countingTo(20).map((number) => (number % 2 ? ada : ben).must<Message>('DELETE', `/messages/${id}`)),
    );
    expect(new Set(answers.map((answer) => answer.revision))).toEqual(new Set([revision + 1]));
  });

  test('two who open a direct room are in one room, each notified of it', async () => {
    const [dora, emil] = people.slice(10, 12) as [Member, Member];
    for (const person of [dora, emil]) await person.goOnline();
    const asks = countingTo(20).map((number) =>
      number % 2
        ? dora.must<Room>('PUT', `/rooms/direct/${emil.id}`)
        : emil.must<Room>('PUT', `/rooms/direct/${dora.id}`),
    );
    const ids = new Set((await Promise.all(asks)).map(({ id }) => id));
    expect(ids.size).toBe(1);
    for (const person of [dora, emil]) {
      await person.receives('room_joined', ({ id }) => ids.has(id));
      expect(person.eventsOf('room_joined').filter(({ kind }) => kind === 'direct')).toHaveLength(1);
      expect((await person.command('sync', {})).rooms.filter(({ kind }) => kind === 'direct')).toHaveLength(1);
    }
  });

  test('a ban of a member who sends about a hundred a second: all messages before it, none after', async () => {
    await join(ben);
    const acks = new Map<string, Promise<boolean>>();
    const speak = () => {
      const clientId = randomUUID();
      acks.set(
        clientId,
        ben.tryCommand('send_message', { roomId: room.id, clientId, body: 'and' }).then(({ ok }) => ok),
      );
    };
    const speaking = setInterval(speak, 10);
    await eventually(() => ada.receivedMessages(room.id).length > 40, 'they are speaking');
    await ada.must('PUT', `/rooms/${room.id}/bans/${ben.id}`);
    const answered = await wholeHistory(ada, room.id);
    const before = acks.size;
    await eventually(() => acks.size > before + 40, 'they go on');
    clearInterval(speaking);

    const outcomes = await Promise.all([...acks].map(async ([clientId, ok]) => ({ clientId, ok: await ok })));
    const history = await wholeHistory(ada, room.id);
    expect(history).toEqual(answered);
    expect(history.at(-1)?.system).toMatchObject({ event: 'member_banned', userId: ben.id });
    const acknowledged = outcomes.filter(({ ok }) => ok).map(({ clientId }) => clientId);
    expect(history.flatMap(({ clientId }) => clientId ?? []).toSorted()).toEqual(acknowledged.toSorted());
    expect(outcomes.length - acknowledged.length).toBeGreaterThanOrEqual(40);
  });
});

import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { uploaded } from '../../support/files.ts';
import { wholeHistory } from '../../support/history.ts';
import { eventually, type Member, newMembers } from '../../support/member.ts';

/** 1, 2, 3 … */
const countingTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('fifty members in one room', () => {
  let app: TestApp;
  let people: Member[];
  let ada: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    people = await newMembers(app.url, 50);
    [ada] = people as [Member];
    for (const person of people) await person.goOnline();
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
  }, 120_000);

  afterAll(async () => {
    for (const person of people) person.goOffline();
    await app.close();
  });

  test('who join and send at once all receive one order without gaps', async () => {
    await Promise.all(people.slice(1).map((person) => person.command('join_room', { roomId: room.id })));
    const sent = await Promise.all(
      people.flatMap((person) => countingTo(10).map((number) => person.send(room, `${person.username} ${number}`))),
    );
    const notices = 49;
    const history = await wholeHistory(ada, room.id);
    expect(history.map(({ seq }) => seq)).toEqual(countingTo(notices + 500));
    expect(new Set(history.map(({ revision }) => revision)).size).toBe(notices + 500);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(500);

    for (const person of people) {
      await nextTurn(); // the server shares this event loop: comparing all at once would cost it its lease
      const last = () => person.receivedMessages(room.id).at(-1)?.seq === notices + 500;
      await eventually(last, `${person.username} hears the last message`);
      const received = person.receivedMessages(room.id);
      // From their own joining on; the members who were there first have received everything.
      expect(received).toEqual(history.slice(-received.length));
      expect(received.length).toBeGreaterThanOrEqual(500);
    }
    expect(ada.receivedMessages(room.id)).toHaveLength(notices + 500);
  });

  test('stay in the order in which each author has sent without waiting', async () => {
    const started = (await wholeHistory(ada, room.id)).length;
    await Promise.all(
      people.slice(0, 5).flatMap((person) => countingTo(20).map((number) => person.send(room, String(number)))),
    );
    const history = (await wholeHistory(ada, room.id)).slice(started);
    for (const { id } of people.slice(0, 5)) {
      const own = history.filter(({ author }) => author?.id === id);
      expect(own.map(({ body }) => Number(body))).toEqual(countingTo(20));
    }
  });

  test('stay in it with files among them, and are delivered in full before the author leaves', async () => {
    const ben = people[1] as Member;
    const started = (await wholeHistory(ada, room.id)).length;
    const file = await uploaded(ben, { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from('plan') });
    const sendAs = (body: string, more: object = {}) =>
      ben.tryCommand('send_message', { roomId: room.id, clientId: randomUUID(), body, ...more });
    const answers = await Promise.all([
      ...countingTo(10).map((number) => sendAs(String(number), number === 5 ? { attachmentIds: [file.id] } : {})),
      ben.tryCommand('leave_room', { roomId: room.id }),
      sendAs('too late'),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([...Array<boolean>(11).fill(true), false]);
    const history = (await wholeHistory(ada, room.id)).slice(started);
    expect(history.map(({ body, system }) => system?.event ?? body)).toEqual([
      ...countingTo(10).map(String),
      'member_left',
    ]);
    await ben.command('join_room', { roomId: room.id });
  });

  test('a clientId sent twenty times at once over REST and the socket is one message', async () => {
    const message = { clientId: randomUUID(), body: 'only once' };
    const answers = await Promise.all(
      countingTo(20).map((number) =>
        number % 2
          ? ada.command('send_message', { ...message, roomId: room.id })
          : ada.must<Message>('POST', `/rooms/${room.id}/messages`, message),
      ),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    const history = await wholeHistory(ada, room.id);
    expect(history.filter(({ body }) => body === message.body)).toHaveLength(1);
    expect(history.map(({ seq }) => seq)).toEqual(countingTo(history.length));
  });
});

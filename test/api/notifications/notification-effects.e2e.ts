import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Notification } from '../../../src/notifications/notifications.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { eventually, type Member, newMember, onAnotherDevice } from '../../support/member.ts';
import { startTwoNodes, type TwoNodes } from '../../support/two-nodes.ts';

/** Ada's requests go to the first node; Ben, who is notified, is connected to the second. */
describe.each([
  ['that hear of each other', {}],
  ['that hear no hint of each other', { TEST_HINTS: 'off' }],
])('a notification, at nodes %s,', (_, hints) => {
  let company: TwoNodes;
  let ada: Member;
  let ben: Member;
  let phone: Member;
  let room: Room;

  beforeAll(async () => {
    company = await startTwoNodes(hints);
    const { nodes } = company;
    ada = await newMember(nodes[0].url);
    ben = await newMember(nodes[1].url);
    phone = await onAnotherDevice(ben);
    for (const person of [ada, ben, phone]) await person.goOnline();
    room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    await ben.command('join_room', { roomId: room.id });
  }, 60_000);

  beforeEach(() => [ada, ben, phone].forEach((person) => (person.receivedEvents.length = 0)));

  afterAll(async () => {
    for (const person of [ada, ben, phone]) person.goOffline();
    await company.stop();
  });

  const direct = () => ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
  const rungIn = (person: Member, { id }: Room): Notification[] =>
    person.eventsOf('notification').filter(({ roomId }) => roomId === id);
  const bodiesOf = (rings: Notification[]) => rings.map(({ kind, message: { body } }) => `${kind}: ${body}`);

  /** Notifications come in the order of messages: those for the last message come last. */
  async function expectNotifications(person: Member, where: Room, expected: string[]): Promise<void> {
    const last = expected.at(-1);
    await eventually(() => bodiesOf(rungIn(person, where)).at(-1) === last, `${person.username}: ${last}`);
    expect(bodiesOf(rungIn(person, where))).toEqual(expected);
  }

  test('reaches each connection once and in order, for everything that notifies', async () => {
    const own = await ben.send(room, 'what now?');
    await ada.receivesMessage(room.id, own.body);
    const name = `@${ben.username}`;
    await ada.send(room, `${name} look`);
    await ada.send(room, 'calls nobody');
    await ada.command('send_message', {
      roomId: room.id,
      clientId: crypto.randomUUID(),
      body: 'this',
      replyToId: own.id,
    });
    for (const body of ['@room look', '@here look', `${name} last`]) await ada.send(room, body);
    const expected = [`mention: ${name} look`, 'reply: this', 'room: @room look', 'room: @here look'];
    for (const device of [ben, phone]) await expectNotifications(device, room, [...expected, `mention: ${name} last`]);
    expect(rungIn(ada, room)).toEqual([]);
  });

  test('reaches the followers of a thread, and each connection learns that they follow', async () => {
    const root = await ada.send(room, 'who follows?');
    await ada.receivesMessage(room.id, root.body);
    await ben.must('PUT', `/messages/${root.id}/thread/following`);
    const now = { roomId: room.id, threadId: root.id, following: true };
    expect(await ben.receives('following_changed')).toEqual(now);
    const input = { roomId: room.id, clientId: crypto.randomUUID(), body: 'Ben does', replyToId: root.id };
    await ada.command('send_message', input);
    for (const device of [ben, phone]) await expectNotifications(device, room, ['reply: Ben does']);
    expect(rungIn(ada, room)).toEqual([]);
  });

  test('contains the message as it is delivered', async () => {
    const sent = await ada.send(room, `@${ben.username} exactly this`);
    const rung = await ben.receives('notification', ({ message }) => message.id === sent.id);
    expect(rung).toEqual({ kind: 'mention', silent: false, roomId: room.id, message: sent });
  });

  test('comes for messages that were sent before a node followed the room', async () => {
    const talk = await direct();
    const bodies = ['hello', 'this is Ada', 'whom you do not know yet'];
    for (const body of bodies) await ada.send(talk, body);
    for (const device of [ben, phone])
      await expectNotifications(
        device,
        talk,
        bodies.map((body) => `direct: ${body}`),
      );
  });

  test('does not come anew for what a reconnecting client has missed', async () => {
    const talk = await direct();
    ben.goOffline();
    await ada.send(talk, 'while you were away');
    await phone.receivesMessage(talk.id, 'while you were away');
    await ben.goOnline([{ roomId: talk.id, revision: 0 }]);
    await ada.send(talk, 'now that you are here');
    await expectNotifications(phone, talk, ['direct: while you were away', 'direct: now that you are here']);
    await expectNotifications(ben, talk, ['direct: now that you are here']);
  });

  test('does not come to former members, nor to those who want none', async () => {
    const other = await ada.command('create_room', { name: 'Other', kind: 'public' });
    await ben.command('join_room', { roomId: other.id });
    await ben.must('PATCH', `/rooms/${other.id}/membership`, { notify: 'none' });
    await ada.send(other, '@room not for Ben');
    await ben.receivesMessage(other.id, '@room not for Ben');
    // Notifications come in the order of messages: a member notified of this one was not notified of those before.
    const { id: later } = await ada.send(room, `@${ben.username} later`);
    await ben.receives('notification', ({ message }) => message.id === later);
    await ben.must('PATCH', `/rooms/${other.id}/membership`, { notify: 'all' });
    await ada.send(other, '@room for Ben');
    await expectNotifications(ben, other, ['room: @room for Ben']);
    await ben.sameSession(company.nodes[0].url).must('POST', `/rooms/${other.id}/leave`);
    await ada.send(other, '@room without Ben');
    await ada.send(room, `@${ben.username} elsewhere`);
    await expectNotifications(
      ben,
      room,
      ['later', 'elsewhere'].map((word) => `mention: @${ben.username} ${word}`),
    );
    expect(bodiesOf(rungIn(ben, other))).toEqual(['room: @room for Ben']);
  });

  test('comes of every message to those who want all, on every device, until they want it no more', async () => {
    const other = await ada.command('create_room', { name: 'Watched', kind: 'public' });
    await ben.command('join_room', { roomId: other.id });
    const setLevel = (notify: string) => ben.must('PATCH', `/rooms/${other.id}/membership`, { notify });
    await ada.send(other, 'by default');
    for (const device of [ben, phone]) await device.receivesMessage(other.id, 'by default');
    await setLevel('all');
    await ada.send(other, 'plain');
    for (const device of [ben, phone]) await expectNotifications(device, other, ['message: plain']);
    const tablet = await onAnotherDevice(ben);
    await tablet.goOnline();
    await ada.send(other, 'to three');
    await expectNotifications(tablet, other, ['message: to three']);
    await setLevel('mentions');
    await ada.send(other, 'not any more');
    await ada.send(other, `@${ben.username} by name`);
    await expectNotifications(tablet, other, ['message: to three', `mention: @${ben.username} by name`]);
    await setLevel('all');
    await ben.must('POST', `/rooms/${other.id}/leave`);
    await ada.send(other, 'without Ben');
    await ada.send(room, `@${ben.username} after that`);
    await expectNotifications(tablet, room, [`mention: @${ben.username} after that`]);
    expect(bodiesOf(rungIn(tablet, other))).toHaveLength(2);
    tablet.goOffline();
  });
});

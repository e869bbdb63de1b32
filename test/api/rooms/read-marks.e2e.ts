import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ReadState } from '../../../src/rooms/read-marks/read-marks.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMembers, onAnotherDevice } from '../../support/member.ts';

describe('unread messages are counted', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, cleo] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    for (const person of [ada, ben, cleo]) await person.goOnline();
  });

  afterAll(async () => {
    for (const person of [ada, ben, cleo]) person.goOffline();
    await app.close();
  });

  beforeEach(async () => {
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    await ben.command('join_room', { code: room.code });
    for (const body of ['one', 'two', 'three']) await ben.send(room, body); // seq 2, 3, 4
  });

  const seenBy = (person: Member) => person.must<Room>('GET', `/rooms/${room.id}`);
  const read = (seq: number) => ada.must<ReadState>('PUT', `/rooms/${room.id}/read`, { seq });

  test('without notices and own messages', async () => {
    expect(await seenBy(ada)).toMatchObject({ unreadCount: 3, lastReadSeq: 0, lastSeq: 4 });
    expect(await seenBy(ben)).toMatchObject({ unreadCount: 0, lastReadSeq: 4 });
    await cleo.command('join_room', { code: room.code });
    expect(await seenBy(ada)).toMatchObject({ unreadCount: 3, lastSeq: 5 });
    await ada.send(room, 'read and answered');
    expect(await seenBy(ada)).toMatchObject({ unreadCount: 0, lastReadSeq: 6 });
  });

  test('from a mark that only rises and never beyond the end', async () => {
    expect(await read(3)).toEqual({ lastReadSeq: 3, unreadCount: 1 });
    expect(await read(2)).toEqual({ lastReadSeq: 3, unreadCount: 1 });
    expect(await read(1_000_000)).toEqual({ lastReadSeq: 4, unreadCount: 0 });
    await ben.send(room, 'four');
    expect(await seenBy(ada)).toMatchObject({ lastReadSeq: 4, unreadCount: 1 });
  });

  test('until they are marked unread, which only the own devices receive', async () => {
    const phone = await onAnotherDevice(ada);
    await phone.goOnline();
    await read(4);
    const back = await ada.must<ReadState>('PUT', `/rooms/${room.id}/unread`, { seq: 3 });
    expect(back).toEqual({ lastReadSeq: 2, unreadCount: 2 });
    expect(await ada.command('mark_unread', { roomId: room.id, seq: 4 })).toEqual(back);
    expect(await seenBy(ada)).toMatchObject(back);
    const isBack = (changed: { roomId: string; back?: boolean }) => changed.roomId === room.id && changed.back === true;
    expect(await phone.receives('read_changed', isBack)).toEqual({
      ...{ roomId: room.id, userId: ada.id, lastReadSeq: 2 },
      ...{ unreadCount: 2, mentionCount: 0, lastSeq: 4, back: true },
    });
    await read(3);
    await ben.receives('read_changed', ({ lastReadSeq }) => lastReadSeq === 3);
    expect(ben.eventsOf('read_changed').filter(isBack)).toEqual([]);
    phone.goOffline();
  });

  test('and are sent to the reader’s other devices with counts, to the others without, and not at all for an unchanged mark', async () => {
    const phone = await onAnotherDevice(ada);
    await phone.goOnline();
    const { lastReadSeq } = await ada.command('mark_read', { roomId: room.id, seq: 3 });
    await ada.command('mark_read', { roomId: room.id, seq: 3 });
    await ada.command('mark_read', { roomId: room.id, seq: 4 });
    const mark = { roomId: room.id, userId: ada.id };
    const isMark = (seq: number) => (changed: { roomId: string; lastReadSeq: number }) =>
      changed.roomId === room.id && changed.lastReadSeq === seq;
    await phone.receives('read_changed', isMark(4));
    await ben.receives('read_changed', isMark(4));
    const marks = (person: Member) => person.eventsOf('read_changed').filter(({ roomId }) => roomId === room.id);
    expect(marks(phone)).toEqual([
      { ...mark, lastReadSeq, unreadCount: 1, mentionCount: 0, lastSeq: 4 },
      { ...mark, lastReadSeq: 4, unreadCount: 0, mentionCount: 0, lastSeq: 4 },
    ]);
    // Marks in quick succession are broadcast as one.
    expect(marks(ben).at(-1)).toEqual({ ...mark, lastReadSeq: 4 });
    expect(marks(ben).length).toBeLessThanOrEqual(2);
    phone.goOffline();
  });
});

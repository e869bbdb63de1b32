import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Changes, History, Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember } from '../../support/member.ts';

describe('history', () => {
  let app: TestApp;
  let ada: Member;
  let room: Room;
  let sent: Message[];

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    await ada.goOnline();
    sent = await Promise.all(Array.from({ length: 10 }, (_, index) => ada.send(room, `message ${index + 1}`)));
  });

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  const page = async (query: string) => {
    const { items, hasBefore, hasAfter } = await ada.must<History>('GET', `/rooms/${room.id}/messages?${query}`);
    return [items.map(({ seq }) => seq), hasBefore, hasAfter];
  };

  test.each([
    ['', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], false, false],
    ['limit=3', [8, 9, 10], true, false],
    ['limit=10', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], false, false],
    ['limit=3&before=8', [5, 6, 7], true, true],
    ['limit=3&before=4', [1, 2, 3], false, true],
    ['limit=3&before=1', [], false, true],
    ['limit=3&before=11', [8, 9, 10], true, false],
    ['limit=3&before=100', [8, 9, 10], true, false],
    ['limit=3&after=0', [1, 2, 3], false, true],
    ['limit=3&after=3', [4, 5, 6], true, true],
    ['limit=3&after=7', [8, 9, 10], true, false],
    ['limit=3&after=10', [], true, false],
    ['limit=4&around=5', [3, 4, 5, 6], true, true],
    ['limit=4&around=1', [1, 2], false, true],
    ['limit=4&around=10', [8, 9, 10], true, false],
    ['limit=1&around=5', [5], true, true],
    ['limit=100&around=5', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], false, false],
    ['limit=4&at=2020-01-01', [1, 2], false, true],
    ['limit=4&at=2999-01-01', [9, 10], true, false],
  ])('by "%s" is %j', async (query, seqs, hasBefore, hasAfter) => {
    expect(await page(query)).toEqual([seqs, hasBefore, hasAfter]);
  });

  test('at a time begins with the first message of that time', async () => {
    const at = sent[5]?.createdAt ?? '';
    const { items } = await ada.must<History>('GET', `/rooms/${room.id}/messages?limit=1&at=${encodeURIComponent(at)}`);
    expect(items[0]?.createdAt).toBe(at);
  });

  test('beyond the end has an item before it', async () => {
    expect(await page('limit=3&after=100')).toEqual([[], true, false]);
  });
});

describe('changes', () => {
  let app: TestApp;
  let ada: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
    await ada.goOnline();
  });

  beforeEach(async () => {
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
  });

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  const since = (revision: number, more = '') =>
    ada.must<Changes>('GET', `/rooms/${room.id}/changes?since=${revision}${more}`);

  test('since any revision are each message that changed, once, as it is now', async () => {
    const [one, two, three] = [await ada.send(room, 'one'), await ada.send(room, 'two'), await ada.send(room, 'three')];
    const edited = await ada.command('edit_message', { messageId: one.id, body: 'one, edited' });
    const gone = await ada.command('delete_message', { messageId: two.id });
    expect(await since(0)).toEqual({ items: [three, edited, gone], revision: 5, more: false, reset: false, epoch: 1 });
    expect((await since(3)).items).toEqual([edited, gone]);
    expect((await since(4)).items).toEqual([gone]);
    expect(await since(5)).toEqual({ items: [], revision: 5, more: false, reset: false, epoch: 1 });
  });

  test('from a revision that has never been, or from before a restored backup, are a reset', async () => {
    await ada.send(room, 'one');
    expect(await since(2)).toEqual({ items: [], revision: 1, more: false, reset: true, epoch: 1 });
    expect(await since(0, `&epoch=${room.epoch + 1}`)).toMatchObject({ items: [], reset: true });
    expect(await since(1, `&epoch=${room.epoch}`)).toMatchObject({ items: [], reset: false });
    const held = { roomId: room.id, revision: 2, epoch: room.epoch };
    expect((await ada.command('sync', { rooms: [held] })).changes).toMatchObject([{ reset: true }]);
    expect((await ada.command('sync', { rooms: [{ ...held, revision: 0 }] })).changes).toMatchObject([
      { reset: false, items: [{ body: 'one' }] },
    ]);
  });

  test('that are many come in pages, with none left out', async () => {
    await Promise.all(Array.from({ length: 450 }, (_, index) => ada.send(room, `message ${index}`)));
    const seqs: number[] = [];
    for (let revision = 0, more = true; more;) {
      const part = await since(revision);
      seqs.push(...part.items.map(({ seq }) => seq));
      ({ revision, more } = part);
    }
    expect(seqs).toEqual(Array.from({ length: 450 }, (_, index) => index + 1));
  });
});

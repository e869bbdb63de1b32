import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { MemberPage } from '../../../src/rooms/members/members.dto.ts';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { FoundPage } from '../../../src/search/search.dto.ts';
import { foldText } from '../../../src/shared/fold-text.ts';
import type { UserPage } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMembers } from '../../support/member.ts';

/** As written, and as it is looked for by people with another keyboard, or by copying it. */
const NAMES: [written: string, ...sought: string[]][] = [
  ['Jürgen Müller-Łukasiewicz', 'Muller', 'Jurgen', 'Lukas', 'Mu\u0308ller', 'MÜLLER'],
  ['ΓΙΏΡΓΟΣ', 'ΓΙΏΡΓΟΣ', 'γιώργος', 'γιωργος'],
  ['İlker', 'İlker', 'ilker', 'ILKER', 'ılker'],
  ['STRASSE', 'straße', 'STRAẞE', 'strasse'],
  ['שָׁלוֹם', 'שלום', 'שָׁלוֹם'],
  ['مُحَمَّد', 'محمد', 'مُحَمَّد'],
  ['می‌خواهم', 'میخواهم', 'می‌خواهم'],
  ['Ｗｉｄｅ ｶﾞｷﾞ', 'wide', 'ガギ'],
  ['ﬁeld œuvre', 'field', 'oeuvre'],
  ['O’Neill', "o'neill", 'O’Neill', 'neill'],
];

describe('what is looked for', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let database: pg.Client;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    database = new pg.Client({ connectionString: app.databaseUrl });
    await database.connect();
  });

  afterAll(async () => {
    await database.end();
    await app.close();
  });

  test('is folded by the database as by the server and the client, in any script', async () => {
    // The letters of the first planes up to Unicode 15: the two may know different newer ones.
    const letters = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCodePoint(code + 1)).filter(
      (letter) => letter.isWellFormed() && !/\p{Cn}/u.test(letter) && !/[\ua7ce-\ua7db\ua7f1]/.test(letter),
    );
    const texts = [...letters, ...letters.map((letter) => `a${letter}\u0301 ${letter}`), ...NAMES.flat()];
    const { rows } = await database.query<{ folded: string }>(
      `SELECT folded(t) AS folded FROM unnest($1::text[]) WITH ORDINALITY AS u (t, n) ORDER BY n`,
      [texts],
    );
    const differences = texts.filter((text, index) => rows[index]?.folded !== foldText(text));
    expect(differences).toEqual([]);
    expect(texts.filter((text) => foldText(foldText(text)) !== foldText(text))).toEqual([]);
    expect(texts.length).toBeGreaterThan(50_000);
  });

  test.each(NAMES)('is found among people, members, rooms and messages: %s', async (written, ...sought) => {
    await ada.must('PATCH', '/users/me', { displayName: written });
    const room = await ada.must<Room>('POST', '/rooms', { name: written, kind: 'public' });
    await ada.must('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: written });
    for (const text of [...sought, written]) {
      const q = encodeURIComponent(text);
      const { items: people } = await ben.must<UserPage>('GET', `/users?q=${q}`);
      const { items: members } = await ada.must<MemberPage>('GET', `/rooms/${room.id}/members?q=${q}`);
      const { items: rooms } = await ben.must<RoomPage>('GET', `/rooms/directory?q=${q}`);
      const { items: messages } = await ada.must<FoundPage>('GET', `/search/messages?q=${q}`);
      expect([
        text,
        people.some(({ id }) => id === ada.id),
        members.length,
        rooms.some(({ id }) => id === room.id),
        messages.some(({ message }) => message.roomId === room.id),
      ]).toEqual([text, true, 1, true, true]);
    }
    const filters = encodeURIComponent(`in:"${foldText(written).toUpperCase()}" from:"${written}"`);
    const { items, notUnderstood } = await ada.must<FoundPage>('GET', `/search/messages?q=${filters}`);
    expect([items.length, notUnderstood]).toEqual([1, []]);
    await ada.must('DELETE', `/rooms/${room.id}`);
  });

  test('is named when it is not understood', async () => {
    const q = encodeURIComponent('from:nobody in:nowhere has:foo is:odd on:noon before:2026-02-30');
    const { items, notUnderstood } = await ada.must<FoundPage>('GET', `/search/messages?q=${q}`);
    expect(items).toEqual([]);
    expect(notUnderstood.map(({ filter, value }) => `${filter}:${value}`).toSorted()).toEqual(
      ['from:nobody', 'in:nowhere', 'has:foo', 'is:odd', 'on:noon', 'before:2026-02-30'].toSorted(),
    );
    const nothing = await ada.must<FoundPage>('GET', `/search/messages?q=${encodeURIComponent('has:foo')}`);
    expect(nothing).toMatchObject({ items: [], notUnderstood: [{ filter: 'has', value: 'foo' }] });
  });

  test("means the reader's day", async () => {
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Days', kind: 'private' });
    const { id } = await ada.must<{ id: string }>('POST', `/rooms/${room.id}/messages`, {
      clientId: randomUUID(),
      body: 'late in the evening',
    });
    await database.query(`UPDATE messages SET created_at = '2026-11-27T04:00:00Z' WHERE id = $1`, [id]);
    const finds = async (filter: string, timeZone: string) => {
      const q = encodeURIComponent(`evening ${filter}`);
      const found = await ada.must<FoundPage>('GET', `/search/messages?q=${q}&timeZone=${timeZone}`);
      return found.items.length > 0;
    };
    expect(await finds('before:2026-11-27', 'America/Los_Angeles')).toBe(true);
    expect(await finds('on:2026-11-26', 'America/Los_Angeles')).toBe(true);
    expect(await finds('after:2026-11-27', 'America/Los_Angeles')).toBe(false);
    expect(await finds('before:2026-11-27', 'Europe/Berlin')).toBe(false);
    expect(await finds('on:2026-11-27', 'Europe/Berlin')).toBe(true);
    expect(await ada.ask('GET', '/search/messages?q=a&timeZone=Nowhere/City')).toMatchObject({ status: 400 });
  });
});

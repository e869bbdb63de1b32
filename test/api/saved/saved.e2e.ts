import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Saved, SavedEntry, SavedPage } from '../../../src/saved/saved.dto.ts';
import { limits } from '../../../src/shared/limits.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, type Member, newGuest, newMember, PASSWORD, refused } from '../../support/member.ts';

const HOUR_MS = 3_600_000;

describe('a saved message', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let room: Room;
  let message: Message;

  beforeAll(async () => {
    app = await startApp();
    ada = await newMember(app.url);
  });

  beforeEach(async () => {
    ben = await newMember(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
    message = await post(ada, 'the secret plan');
  });

  afterAll(() => app.close());

  const post = (by: Member, body: string, more: object = {}) =>
    by.must<Message>('POST', `/rooms/${room.id}/messages`, { clientId: crypto.randomUUID(), body, ...more });
  const save = (input: object = {}, { id } = message, by = ben) =>
    by.must<Saved>('PUT', `/messages/${id}/saved`, input);
  const list = (query = '', by = ben) => by.must<SavedPage>('GET', `/saved${query}`);
  const idsOf = ({ items }: SavedPage) => items.map(({ messageId }) => messageId);
  const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

  test('is listed with its words, a note and a reminder, and changed in parts', async () => {
    const remindAt = inHours(1);
    const saved = await save({ note: 'read\nat home', remindAt });
    expect(saved).toMatchObject({
      messageId: message.id,
      roomId: room.id,
      state: 'open',
      note: 'read\nat home',
      remindAt,
      remindedAt: null,
      message: { id: message.id, body: 'the secret plan' },
    });
    expect((await list()).items).toEqual([saved]);
    expect(await save({ note: 'at work' })).toEqual({ ...saved, note: 'at work' });
    expect(await save({ state: 'done' })).toEqual({ ...saved, note: 'at work', state: 'done', remindAt: null });
    expect(await save()).toMatchObject({ state: 'done' });
    expect(await save({ remindAt: inHours(2) })).toMatchObject({ state: 'open', savedAt: saved.savedAt });
  });

  test('is removed, once and again', async () => {
    await save();
    for (let time = 0; time < 2; time++)
      expect(await ben.ask('DELETE', `/messages/${message.id}/saved`)).toMatchObject({ status: 204 });
    expect(await list()).toEqual({ items: [], next: null });
  });

  test('is a reply in a thread as well', async () => {
    const reply = await post(ada, 'an answer', { replyToId: message.id });
    await save({}, reply);
    expect((await list()).items).toMatchObject([{ message: { id: reply.id, threadId: message.id } }]);
  });

  test('is seen by nobody else', async () => {
    await save({ note: 'mine' });
    expect((await list('', ada)).items).toEqual([]);
    expect(JSON.stringify(await ada.must('GET', `/rooms/${room.id}/messages`))).not.toContain('mine');
  });

  test('is found by state, room and reminder, in pages', async () => {
    const [second, third] = [await post(ada, 'two'), await post(ada, 'three')];
    await save({ remindAt: inHours(5) });
    await save({ state: 'done' }, second);
    await save({ remindAt: inHours(1) }, third);
    expect(idsOf(await list())).toEqual([third.id, second.id, message.id]);
    expect(idsOf(await list('?state=open'))).toEqual([third.id, message.id]);
    expect(idsOf(await list('?state=done'))).toEqual([second.id]);
    expect(idsOf(await list('?reminders=true'))).toEqual([third.id, message.id]);
    expect(idsOf(await list(`?roomId=${room.id}&state=done`))).toEqual([second.id]);
    expect(idsOf(await list(`?roomId=${crypto.randomUUID()}`))).toEqual([]);
    for (const filter of ['', '&reminders=true', '&state=open']) {
      const whole = idsOf(await list(`?limit=100${filter}`));
      const found: string[] = [];
      for (let next: string | null = ''; next !== null;) {
        const page: SavedPage = await list(`?limit=1${filter}${next && `&cursor=${next}`}`);
        found.push(...idsOf(page));
        next = page.next;
      }
      expect(found).toEqual(whole);
    }
  });

  test('says what it says now: edited, deleted, and nothing after its reader has left', async () => {
    await save({ note: 'kept' });
    await ada.must('PATCH', `/messages/${message.id}`, { body: 'another plan' });
    expect((await list()).items).toMatchObject([{ message: { body: 'another plan' } }]);
    await ben.must('POST', `/rooms/${room.id}/leave`);
    expect((await list()).items).toMatchObject([{ messageId: message.id, note: 'kept', message: null }]);
    expect(await ben.ask('PUT', `/messages/${message.id}/saved`, { note: 'new' })).toMatchObject(
      refused(404, 'message_not_found'),
    );
    expect(await save({ state: 'done' })).toMatchObject({ note: 'kept', state: 'done', message: null });
    await ben.must('POST', '/rooms/join', { code: room.code });
    await ada.must('DELETE', `/messages/${message.id}`);
    expect((await list()).items).toMatchObject([{ message: { body: '', deletedAt: expect.any(String) } }]);
    await ada.must('DELETE', `/rooms/${room.id}`);
    expect((await list()).items).toMatchObject([{ note: 'kept', message: null }]);
  });

  test('of before a guest came stays unread, also when it was saved by its id', async () => {
    const guest = await newGuest(app.url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    expect(await guest.ask('PUT', `/messages/${message.id}/saved`, {})).toMatchObject(
      refused(404, 'message_not_found'),
    );
    const later = await post(ada, 'for the guest', { replyToId: message.id });
    const { message: shown } = await save({}, later, guest);
    expect(shown).toMatchObject({ body: 'for the guest', replyTo: { excerpt: '', author: null } });
    expect((await list('', guest)).items).toMatchObject([{ message: { replyTo: { excerpt: '', author: null } } }]);
  });

  test('must be one that may be read and has words', async () => {
    const stranger = await newMember(app.url);
    const put = (by: Member, id: string) => by.ask('PUT', `/messages/${id}/saved`, {});
    expect(await put(stranger, message.id)).toMatchObject(refused(404, 'message_not_found'));
    expect(await put(ben, crypto.randomUUID())).toMatchObject(refused(404, 'message_not_found'));
    await ada.must('DELETE', `/messages/${message.id}`);
    expect(await put(ben, message.id)).toMatchObject(refused(409, 'message_deleted'));
    const { items } = await ben.must<{ items: Message[] }>('GET', `/rooms/${room.id}/messages`);
    const notice = items.find(({ kind }) => kind === 'system');
    expect(await put(ben, notice?.id ?? '')).toMatchObject(refused(403, 'forbidden'));
  });

  test.each<[object, string]>([
    [{ remindAt: '2020-01-01T00:00:00Z' }, 'remindAt'],
    [{ remindAt: '2199-01-01T00:00:00Z' }, 'remindAt'],
    [{ remindAt: 'tomorrow' }, 'remindAt'],
    [{ state: 'done', remindAt: '2030-01-01T00:00:00Z' }, 'remindAt'],
    [{ state: 'archived' }, 'state'],
    [{ state: null }, 'state'],
    [{ note: 'x'.repeat(limits.savedNote + 1) }, 'note'],
    [{ note: 7 }, 'note'],
    [{ notes: '' }, 'notes'],
  ])('is not saved with %j: %s is named', async (input, field) => {
    const { status, body } = await ben.ask('PUT', `/messages/${message.id}/saved`, input);
    expect([status, body.code, Object.keys(body.fields ?? {})]).toEqual([400, 'invalid_input', [field]]);
    expect((await list()).items).toEqual([]);
  });

  test('is refused beyond the limit, which counts entries', async () => {
    await save();
    await app.nest.get(Database).query(
      `INSERT INTO saved_messages (user_id, message_id, room_id, state, note, saved_at)
       SELECT $1, gen_random_uuid(), $2, 'open', '', now() FROM generate_series(2, $3::int)`,
      [ben.id, room.id, limits.savedMessages],
    );
    const second = await post(ada, 'one too many');
    expect(await ben.ask('PUT', `/messages/${second.id}/saved`, {})).toMatchObject(refused(409, 'too_many_saved'));
    expect(await save({ note: 'changed' })).toMatchObject({ note: 'changed' });
    await ben.must('DELETE', `/messages/${message.id}/saved`);
    expect(await save({}, second)).toMatchObject({ messageId: second.id });
  });

  test('saved twice at once is saved once', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, index) => save({ note: `${index}` })));
    expect((await list()).items).toHaveLength(1);
  });

  test('is in the export of its owner, and gone with the account', async () => {
    await save({ note: 'mine' });
    await ben.must('POST', '/users/me/export');
    const ready = () => ben.ask<{ savedMessages: SavedEntry[] }>('GET', '/users/me/export/content');
    const { body } = await eventually(async () => {
      const answer = await ready();
      return answer.status === 200 && answer;
    }, 'the export is ready');
    expect(body.savedMessages).toMatchObject([{ messageId: message.id, roomId: room.id, note: 'mine', state: 'open' }]);
    await ben.must('DELETE', '/users/me', { password: PASSWORD });
    const left = () => app.nest.get(Database).query('SELECT FROM saved_messages WHERE user_id = $1', [ben.id]);
    await eventually(async () => (await left()).length === 0, 'nothing saved is kept');
  });
});

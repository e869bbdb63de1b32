import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import { Retention } from '../../../src/common/retention.ts';
import type { DraftPage, DraftVersion } from '../../../src/drafts/drafts.dto.ts';
import type { PersonalChanges } from '../../../src/personal/personal.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { limits } from '../../../src/shared/limits.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { AttachmentsRepository } from '../../../src/uploads/attachments/attachments.repository.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { uploaded } from '../../support/files.ts';
import { type Member, newGuest, newMember, refused } from '../../support/member.ts';

describe('a draft', () => {
  let app: TestApp;
  let database: Database;
  let ada: Member;
  let ben: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    database = app.nest.get(Database);
    ada = await newMember(app.url);
  });

  beforeEach(async () => {
    ben = await newMember(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
  });

  afterAll(() => app.close());

  const path = () => `/rooms/${room.id}/draft`;
  const put = async (body: string, baseVersion: number, more: object = {}, by = ben) =>
    (await by.must<DraftVersion>('PUT', path(), { body, baseVersion, ...more })).version;
  const tryPut = (body: string, baseVersion: number, more: object = {}) =>
    ben.ask('PUT', path(), { body, baseVersion, ...more });
  const list = async (by = ben) => (await by.must<DraftPage>('GET', '/drafts')).items;
  const send = (by: Member, more: object = {}) =>
    by.must<Message>('POST', `/rooms/${room.id}/messages`, { clientId: crypto.randomUUID(), body: 'sent', ...more });
  const personal = async () => (await ben.must<PersonalChanges>('GET', '/users/me/personal?since=0')).items;

  test('is stored with reply and files, changed, listed and removed', async () => {
    const { id: replyToId } = await send(ada);
    const { id: fileId } = await uploaded(ben, { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from('plan') });
    const first = await put('Good mor', 0, { replyToId, attachmentIds: [fileId] });
    const second = await put('Good morning\nall', first, { replyToId, attachmentIds: [fileId] });
    expect(second).toBeGreaterThan(first);
    expect(await list()).toEqual([
      {
        id: expect.any(String),
        roomId: room.id,
        threadId: null,
        editOf: null,
        body: 'Good morning\nall',
        replyToId,
        attachmentIds: [fileId],
        version: second,
        updatedAt: expect.any(String),
        isMember: true,
      },
    ]);
    const [draft] = await list();
    const { id } = draft ?? { id: '' };
    expect(await personal()).toEqual([
      { kind: 'draft', id, revision: second, value: { ...draft, isMember: undefined } },
    ]);
    for (let time = 0; time < 2; time++) expect(await ben.ask('DELETE', path())).toMatchObject({ status: 204 });
    expect([await list(), await personal()]).toEqual([[], []]);
  });

  test('of another version is refused and told; the same words again are not', async () => {
    const first = await put('from the phone', 0);
    expect(await tryPut('from the laptop', 0)).toMatchObject({
      status: 409,
      body: {
        code: 'draft_conflict',
        draft: {
          body: 'from the phone',
          replyToId: null,
          attachmentIds: [],
          version: first,
          updatedAt: expect.any(String),
        },
      },
    });
    expect(await put('from the phone', 0)).toBe(first);
    expect(await tryPut('to nothing', first + 7)).toMatchObject(refused(409, 'draft_conflict'));
    expect(await ben.ask('DELETE', `${path()}?baseVersion=${first - 1}`)).toMatchObject(refused(409, 'draft_conflict'));
    expect(await list()).toMatchObject([{ body: 'from the phone' }]);
    expect(await ben.ask('DELETE', `${path()}?baseVersion=${first}`)).toMatchObject({ status: 204 });
    expect(await list()).toEqual([]);
  });

  test('without words is removed, by its version; a late one from before is refused by the tombstone', async () => {
    expect(await put('', 0)).toBe(0);
    const first = await put('begun', 0);
    expect(await tryPut('', 0)).toMatchObject(refused(409, 'draft_conflict'));
    const gone = await put('', first);
    expect(gone).toBeGreaterThan(first);
    expect(await list()).toEqual([]);
    expect(await tryPut('begun again', first)).toMatchObject({
      status: 409,
      body: { code: 'draft_conflict', draft: { body: '', version: gone } },
    });
    expect(await put('', first)).toBe(gone);
    expect(await put('anew', gone)).toBeGreaterThan(gone);
  });

  test('is removed by the message that it became, in the same commit, and does not come back', async () => {
    await ben.goOnline();
    const first = await put('sent', 0);
    const message = await ben.command('send_message', {
      roomId: room.id,
      clientId: crypto.randomUUID(),
      body: 'sent',
      draft: { version: first },
    });
    expect(message.body).toBe('sent');
    expect(await list()).toEqual([]);
    const { revision } = await ben.receives('personal_changed', ({ kind, value }) => kind === 'draft' && !value);
    expect(await tryPut('sent', 0)).toMatchObject({ status: 409, body: { draft: { body: '', version: revision } } });
    expect(await put('', 0)).toBe(revision);
    ben.goOffline();
  });

  test('of another version stays when a message names it, as when the message is refused', async () => {
    const first = await put('one', 0);
    const second = await put('two', first);
    await send(ben, { draft: { version: first } });
    expect(await list()).toMatchObject([{ body: 'two', version: second }]);
    await ada.must('PATCH', `/rooms/${room.id}`, { archived: true });
    const again = { clientId: crypto.randomUUID(), body: 'two', draft: { version: second } };
    expect(await ben.ask('POST', `/rooms/${room.id}/messages`, again)).toMatchObject(refused(409, 'room_archived'));
    expect(await list()).toMatchObject([{ body: 'two', version: second }]);
  });

  test('of somebody else stays', async () => {
    const first = await put('mine', 0);
    const theirs = await put('theirs', await put('begun', 0, {}, ada), {}, ada);
    await send(ada, { draft: { version: first } });
    expect([await list(), await list(ada)]).toMatchObject([[{ body: 'mine' }], [{ body: 'theirs', version: theirs }]]);
    await send(ada, { draft: { version: theirs } });
    expect([await list(), await list(ada)]).toMatchObject([[{ body: 'mine' }], []]);
  });

  test('stands by itself in a thread and for an edit; a message removes that of its thread alone', async () => {
    const { id: root } = await send(ben);
    const versions = [
      await put('room', 0),
      await put('thread', 0, { threadId: root }),
      await put('edit', 0, { editOf: root }),
    ];
    expect((await list()).map(({ body, threadId, editOf }) => [body, threadId, editOf])).toEqual([
      ['edit', null, root],
      ['thread', root, null],
      ['room', null, null],
    ]);
    await send(ben, { replyToId: root, draft: { threadId: root, version: versions[1] } });
    expect((await list()).map(({ body }) => body)).toEqual(['edit', 'room']);
    expect(await ben.ask('DELETE', `${path()}?editOf=${root}`)).toMatchObject({ status: 204 });
    expect((await list()).map(({ body }) => body)).toEqual(['room']);
  });

  test('belongs to messages of its room that its writer may know', async () => {
    const elsewhere = await ada.must<Room>('POST', '/rooms', { name: 'Other', kind: 'private' });
    const other = await ada.must<Message>('POST', `/rooms/${elsewhere.id}/messages`, {
      clientId: crypto.randomUUID(),
      body: 'hidden',
    });
    const before = await send(ada);
    for (const place of [{ threadId: other.id }, { editOf: other.id }, { threadId: crypto.randomUUID() }])
      expect(await tryPut('a', 0, place)).toMatchObject(refused(404, 'message_not_found'));
    const guest = await newGuest(app.url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    expect(await guest.ask('PUT', path(), { body: 'a', baseVersion: 0, threadId: before.id })).toMatchObject(
      refused(404, 'message_not_found'),
    );
    expect(await put('a guest may', 0, {}, guest)).toBeGreaterThan(0);
  });

  test('of a room that its writer has left is kept, says so, and can be removed', async () => {
    const first = await put('last words', 0);
    await ben.must('POST', `/rooms/${room.id}/leave`);
    expect(await list()).toMatchObject([{ body: 'last words', isMember: false }]);
    expect(await tryPut('more', first)).toMatchObject(refused(404, 'room_not_found'));
    await ada.must('DELETE', `/rooms/${room.id}`);
    expect(await list()).toMatchObject([{ isMember: false }]);
    expect(await ben.ask('DELETE', path())).toMatchObject({ status: 204 });
    expect(await list()).toEqual([]);
  });

  test('is listed in pages, the one changed last first', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) ids.push((await send(ben)).id);
    for (const threadId of ids) await put('reply', 0, { threadId });
    const found: (string | null)[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: DraftPage = await ben.must('GET', `/drafts?limit=2${next && `&cursor=${next}`}`);
      found.push(...page.items.map(({ threadId }) => threadId));
      next = page.next;
    }
    expect(found).toEqual(ids.reverse());
  });

  test('is bounded in length, number and all words together', async () => {
    expect(await tryPut('x'.repeat(limits.draftBody + 1), 0)).toMatchObject(refused(400, 'invalid_input'));
    expect(await put('😀'.repeat(limits.draftBody), 0)).toBeGreaterThan(0);
    const { draftBodies } = limits;
    await database.query(
      `INSERT INTO drafts (user_id, id, room_id, body, attachment_ids, version, updated_at)
       SELECT $1, gen_random_uuid(), $2, repeat('x', $3 / 4), '{}', 1, now() FROM generate_series(1, 4)`,
      [ben.id, room.id, draftBodies],
    );
    const { id: threadId } = await send(ben);
    expect(await tryPut('one more', 0, { threadId })).toMatchObject(refused(409, 'too_many_drafts'));
    await database.query(`UPDATE drafts SET body = 'x' WHERE user_id = $1`, [ben.id]);
    expect(await put('fits', 0, { threadId })).toBeGreaterThan(0);
    await database.query(
      `INSERT INTO drafts (user_id, id, room_id, body, attachment_ids, version, updated_at)
       SELECT $1, gen_random_uuid(), $2, 'x', '{}', 1, now() FROM generate_series(1, $3)`,
      [ben.id, room.id, limits.drafts - 6],
    );
    expect(await tryPut('one more', 0, { editOf: threadId })).toMatchObject(refused(409, 'too_many_drafts'));
  });

  test.each([
    [{ body: 'a' }, 'baseVersion'],
    [{ body: 'a', baseVersion: -1 }, 'baseVersion'],
    [{ body: 'a', baseVersion: 1.5 }, 'baseVersion'],
    [{ body: 'a\u0000', baseVersion: 0 }, 'body'],
    [{ body: 'a', baseVersion: 0, threadId: 'x' }, 'threadId'],
    [{ body: 'a', baseVersion: 0, attachmentIds: ['x'] }, 'attachmentIds'],
    [{ body: 'a', baseVersion: 0, other: 1 }, 'other'],
  ])('as in %j is refused, and %s named', async (input, field) => {
    expect(await ben.ask('PUT', path(), input)).toMatchObject({
      status: 400,
      body: { fields: { [field]: expect.anything() } },
    });
  });

  test.each([{ version: 0 }, {}, { version: 1, threadId: 3 }, 5])('as %j is refused with a message', async (draft) => {
    expect(
      await ben.ask('POST', `/rooms/${room.id}/messages`, { clientId: crypto.randomUUID(), body: 'a', draft }),
    ).toMatchObject(refused(400, 'invalid_input'));
  });

  test('keeps its files from the cleanup, until it is gone', async () => {
    const file = () => uploaded(ben, { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from(crypto.randomUUID()) });
    const [named, other] = [await file(), await file()];
    await put('with a file', 0, { attachmentIds: [named.id] });
    await database.query(`UPDATE attachments SET created_at = now() - interval '40 days' WHERE id = ANY ($1)`, [
      [named.id, other.id],
    ]);
    await app.nest.get(AttachmentsRepository).removeExpired();
    expect((await ben.ask('GET', `/uploads/${named.id}`)).status).toBe(200);
    expect((await ben.ask('GET', `/uploads/${other.id}`)).status).toBe(404);
    await ben.must('DELETE', path());
    await app.nest.get(AttachmentsRepository).removeExpired();
    expect((await ben.ask('GET', `/uploads/${named.id}`)).status).toBe(404);
  });

  test('leaves a tombstone for a month, and no version is given twice', async () => {
    const gone = await put('', await put('a', 0));
    const kept = await put('', await put('b', 0, {}, ada), {}, ada);
    await database.query(`UPDATE drafts SET deleted_at = now() - interval '31 days' WHERE user_id = $1`, [ben.id]);
    await app.nest.get(Retention).run();
    const rows = await database.query(`SELECT version FROM drafts WHERE room_id = $1`, [room.id]);
    expect(rows).toEqual([{ version: kept }]);
    expect(await put('c', 0)).toBeGreaterThan(gone);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import { Retention } from '../../../src/common/retention.ts';
import type { PersonalChanges } from '../../../src/personal/personal.dto.ts';
import type { OpenReports, OwnReport, Report, ReportPage } from '../../../src/reports/reports.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type ApiClient, eventually, type Member, newGuest, newMember, onAnotherDevice } from '../../support/member.ts';

let app: TestApp;
let admin: Member;
let ada: Member;
let ben: Member;
let cleo: Member;
let room: Room;
let message: Message;

beforeAll(async () => {
  app = await startApp();
  admin = await newMember(app.url);
});
/** Ada owns a private room; Ben writes in it, and Cleo reads it. */
beforeEach(async () => {
  [ada, ben, cleo] = [await newMember(app.url), await newMember(app.url), await newMember(app.url)];
  room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
  for (const each of [ben, cleo]) await each.must('POST', '/rooms/join', { code: room.code });
  message = await say(ben, room, 'Something rude');
});
afterAll(() => app.close());

const say = (by: Member, { id }: Room, body: string) =>
  by.must<Message>('POST', `/rooms/${id}/messages`, { clientId: randomUUID(), body });
const report = (by = cleo, { id } = message, input: object = { reason: 'abuse', note: 'Please look' }) =>
  by.must<OwnReport>('POST', `/messages/${id}/reports`, input);
const inRoom = async (by = ada, query = '') =>
  (await by.must<ReportPage>('GET', `/rooms/${room.id}/reports${query}`)).items;
const onServer = async (query = '') =>
  (await admin.must<ReportPage>('GET', `/admin/reports${query}`)).items.filter(({ roomId }) => roomId === room.id);
const decide = (by: Member, { id }: { id: string }, decision: string) =>
  by.must<Report>('PATCH', `/reports/${id}`, { decision });
async function refusalOf(who: ApiClient, method: string, path: string, body?: object) {
  const answer = await who.ask(method, path, body);
  return [answer.status, answer.body.code];
}
const waiting = async (by: Member) => (await by.must<OpenReports>('GET', '/reports/open')).rooms;

describe('a reported message', () => {
  test('is in the list of those who moderate the room and of the administrators, as it was then', async () => {
    const changed = await ben.must<Message>('PATCH', `/messages/${message.id}`, { body: 'Something very rude' });
    const made = await report();
    expect(made).toEqual({
      id: expect.any(String),
      messageId: message.id,
      roomId: room.id,
      reason: 'abuse',
      note: 'Please look',
      state: 'open',
      createdAt: expect.any(String),
    });
    await ben.must('PATCH', `/messages/${message.id}`, { body: 'Something kind' });
    await ben.must('DELETE', `/messages/${message.id}`);
    const seen = {
      ...made,
      roomName: 'Engine',
      author: expect.objectContaining({ id: ben.id }),
      reporter: expect.objectContaining({ id: cleo.id }),
      words: {
        body: 'Something very rude',
        writtenAt: changed.createdAt,
        edits: [{ body: 'Something rude', saidAt: expect.any(String) }],
        files: [],
      },
      decision: null,
      decidedBy: null,
      decidedAt: null,
    };
    expect(await inRoom()).toEqual([seen]);
    expect(await onServer('?state=open')).toEqual([seen]);
    expect(await inRoom(ada, '?state=decided')).toEqual([]);
    expect(await waiting(ada)).toEqual([{ roomId: room.id, count: 1 }]);
    expect(await waiting(ben)).toEqual([]);
    expect((await admin.must<OpenReports>('GET', '/reports/open')).server).toBeGreaterThan(0);
    expect((await ada.must<OpenReports>('GET', '/reports/open')).server).toBeNull();
  });

  test('is reported once by a person, and by nobody of their own', async () => {
    await report();
    expect(await refusalOf(cleo, 'POST', `/messages/${message.id}/reports`, { reason: 'spam' })).toEqual([
      409,
      'already_reported',
    ]);
    expect(await refusalOf(ben, 'POST', `/messages/${message.id}/reports`, { reason: 'spam' })).toEqual([
      403,
      'forbidden',
    ]);
    const both = await Promise.all(
      [1, 2].map(() => ada.ask('POST', `/messages/${message.id}/reports`, { reason: 'spam' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await inRoom()).toHaveLength(2);
  });

  test.each([
    [{}, 'reason'],
    [{ reason: 'boring' }, 'reason'],
    [{ reason: 'spam', note: 'x'.repeat(501) }, 'note'],
    [{ reason: 'spam', note: null }, 'note'],
    [{ reason: 'spam', more: 1 }, 'more'],
  ])('is not reported by %j', async (input, field) => {
    const answer = await cleo.ask('POST', `/messages/${message.id}/reports`, input);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.fields ?? {})).toEqual([field]);
  });

  test('cannot be reported once it is deleted, nor a notice of the room', async () => {
    const { items } = await cleo.must<{ items: Message[] }>('GET', `/rooms/${room.id}/messages`);
    const notice = items.find(({ kind }) => kind === 'system');
    expect(await refusalOf(cleo, 'POST', `/messages/${notice?.id}/reports`, { reason: 'spam' })).toEqual([
      403,
      'forbidden',
    ]);
    await ben.must('DELETE', `/messages/${message.id}`);
    expect(await refusalOf(cleo, 'POST', `/messages/${message.id}/reports`, { reason: 'spam' })).toEqual([
      409,
      'message_deleted',
    ]);
  });

  test('can be reported by a guest who reads it', async () => {
    const guest = await newGuest(app.url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    const later = await say(ben, room, 'Rude again');
    await report(guest, later);
    expect(await refusalOf(guest, 'POST', `/messages/${message.id}/reports`, { reason: 'spam' })).toEqual([
      404,
      'message_not_found',
    ]);
    expect(await inRoom()).toHaveLength(1);
  });

  test('of a direct room is seen by the administrators alone', async () => {
    const direct = await ben.must<Room>('PUT', `/rooms/direct/${cleo.id}`);
    const words = await say(ben, direct, 'Rude in private');
    const { id } = await report(cleo, words);
    expect(await refusalOf(cleo, 'GET', `/rooms/${direct.id}/reports`)).toEqual([403, 'forbidden']);
    const { items } = await admin.must<ReportPage>('GET', '/admin/reports');
    expect(items.find((each) => each.id === id)).toMatchObject({ roomName: '', words: { body: 'Rude in private' } });
    await decide(admin, { id }, 'removed');
    const { items: left } = await cleo.must<{ items: Message[] }>('GET', `/rooms/${direct.id}/messages`);
    expect(left.at(-1)).toMatchObject({ id: words.id, body: '', deletedAt: expect.any(String) });
    expect(await refusalOf(admin, 'GET', `/messages/${words.id}`)).toEqual([404, 'message_not_found']);
  });

  test('waits with at most fifty others of the same person', async () => {
    await app.nest.get(Database).query(
      `INSERT INTO reports (message_id, room_id, author_id, reporter_id, reason, note, snapshot)
       SELECT uuidv7(), $1, $2, $3, 'spam', '', '{}' FROM generate_series(1, 50)`,
      [room.id, ben.id, cleo.id],
    );
    expect(await refusalOf(cleo, 'POST', `/messages/${message.id}/reports`, { reason: 'spam' })).toEqual([
      409,
      'too_many_reports',
    ]);
    await app.nest.get(Database).query(`DELETE FROM reports WHERE reporter_id = $1`, [cleo.id]);
  });
});

describe('a decision', () => {
  test('removes the message, for all reports of it, and is told to those who reported it and to its author', async () => {
    const phone = await onAnotherDevice(cleo);
    for (const each of [ada, ben, cleo, phone]) await each.goOnline();
    const [first] = [await report(), await report(ada)];
    expect(await ada.receives('reports_changed')).toEqual({ roomId: room.id });
    const decided = await decide(ada, first, 'removed');
    expect(decided).toMatchObject({ state: 'decided', decision: 'removed', decidedBy: { id: ada.id } });
    expect(await ben.receives('message_changed')).toMatchObject({ id: message.id, body: '', seq: message.seq });
    for (const device of [cleo, phone])
      expect(await device.receives('notification', ({ kind }) => kind === 'report_decided')).toMatchObject({
        roomId: room.id,
        decision: 'removed',
        isReporter: true,
        message: { id: message.id, body: '' },
      });
    expect(await ben.receives('notification', ({ kind }) => kind === 'report_decided')).toMatchObject({
      decision: 'removed',
      isReporter: false,
    });
    const told = await ben.must<PersonalChanges>('GET', '/users/me/personal?since=0');
    const entries = told.items.filter(({ kind }) => kind === 'report');
    // The author does not learn who has reported it, nor how often.
    expect(entries.map(({ value }) => value)).toEqual([
      { messageId: message.id, roomId: room.id, isReporter: false, decision: 'removed', decidedAt: expect.any(String) },
    ]);
    expect(await inRoom(ada, '?state=open')).toEqual([]);
    expect(await inRoom(ada, '?state=decided')).toHaveLength(2);
    expect(await refusalOf(ada, 'PATCH', `/reports/${first.id}`, { decision: 'kept' })).toEqual([
      409,
      'already_decided',
    ]);
    const { items } = await admin.must<AuditPage>('GET', '/admin/audit?action=report_decided');
    expect(items[0]).toMatchObject({
      actorId: ada.id,
      targetId: ben.id,
      detail: { roomId: room.id, decision: 'removed' }, // without the name: the room is private
    });
    expect(items[0]?.detail).not.toHaveProperty('room');
    for (const each of [ada, ben, cleo, phone]) each.goOffline();
  });

  test.each(['kept', 'dismissed'])(
    'that says "%s" leaves the message, and is told at the next connection',
    async (word) => {
      const made = await report();
      const { revision } = await cleo.must<PersonalChanges>('GET', '/users/me/personal?since=0');
      await decide(admin, made, word);
      await cleo.listen();
      await cleo.command('sync', { personal: revision });
      expect(await cleo.receives('notification', ({ kind }) => kind === 'report_decided')).toMatchObject({
        decision: word,
      });
      cleo.goOffline();
      const { items } = await cleo.must<{ items: Message[] }>('GET', `/rooms/${room.id}/messages`);
      expect(items.at(-1)).toMatchObject({ id: message.id, body: 'Something rude' });
    },
  );

  test('counts once of two at the same moment', async () => {
    const made = await report();
    const answers = await Promise.all([
      ada.ask('PATCH', `/reports/${made.id}`, { decision: 'removed' }),
      admin.ask('PATCH', `/reports/${made.id}`, { decision: 'removed' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('is made where the message, or its room, is gone, too', async () => {
    const made = await report();
    await ben.must('DELETE', `/messages/${message.id}`);
    expect(await decide(ada, made, 'removed')).toMatchObject({ decision: 'removed' });
    const other = await say(ben, room, 'More of it');
    const second = await report(cleo, other);
    await ada.must('DELETE', `/rooms/${room.id}`);
    expect(await decide(admin, second, 'removed')).toMatchObject({ decision: 'removed', roomName: 'Engine' });
  });

  test('is not made by others, nor by anybody about their own message', async () => {
    const made = await report();
    const own = await say(ada, room, 'Of the owner');
    const about = await report(cleo, own);
    const dan = await newMember(app.url);
    for (const [who, { id }] of [
      [cleo, made],
      [ben, made],
      [dan, made],
      [ada, about],
    ] as const)
      expect(await refusalOf(who, 'PATCH', `/reports/${id}`, { decision: 'removed' })).toEqual([
        404,
        'report_not_found',
      ]);
    expect((await inRoom()).map(({ id }) => id)).toEqual([made.id]);
    expect(await waiting(ada)).toEqual([{ roomId: room.id, count: 1 }]);
    expect(await refusalOf(cleo, 'GET', `/rooms/${room.id}/reports`)).toEqual([403, 'forbidden']);
    expect(await refusalOf(dan, 'GET', `/rooms/${room.id}/reports`)).toEqual([404, 'room_not_found']);
    expect(await refusalOf(ada, 'GET', '/admin/reports')).toEqual([403, 'forbidden']);
    expect(await refusalOf(ada, 'PATCH', `/reports/${made.id}`, { decision: 'maybe' })).toEqual([400, 'invalid_input']);
  });

  test('is forgotten after ninety days, and one that is open never', async () => {
    const [old, open] = [await report(), await report(cleo, await say(ben, room, 'Another one'))];
    await decide(ada, old, 'kept');
    const database = app.nest.get(Database);
    await database.query(`UPDATE reports SET decided_at = now() - interval '91 days' WHERE id = $1`, [old.id]);
    await database.query(`UPDATE reports SET created_at = now() - interval '400 days' WHERE id = $1`, [open.id]);
    await app.nest.get(Retention).run();
    await eventually(async () => (await inRoom()).length === 1, 'it is forgotten');
    expect((await inRoom()).map(({ id }) => id)).toEqual([open.id]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import type { PersonalChanges } from '../../../src/personal/personal.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Scheduled, ScheduledEntry, ScheduledPage } from '../../../src/scheduled/scheduled.dto.ts';
import { ScheduledSendingService } from '../../../src/scheduled/scheduled-sending.service.ts';
import { limits } from '../../../src/shared/limits.ts';
import type { History, Message } from '../../../src/timeline/message.dto.ts';
import { AttachmentsRepository } from '../../../src/uploads/attachments/attachments.repository.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { uploaded } from '../../support/files.ts';
import { eventually, type Member, newMember, onAnotherDevice, refused } from '../../support/member.ts';

const HOUR_MS = 3_600_000;

describe('a scheduled message', () => {
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

  const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const inputOf = (more: object = {}) => ({
    clientId: crypto.randomUUID(),
    body: 'later',
    sendAt: inHours(1),
    ...more,
  });
  const trySchedule = (more: object = {}, by = ben) =>
    by.ask<ScheduledEntry>('POST', `/rooms/${room.id}/scheduled`, inputOf(more));
  const schedule = (more: object = {}) =>
    ben.must<ScheduledEntry>('POST', `/rooms/${room.id}/scheduled`, inputOf(more));
  const list = async (by = ben): Promise<Scheduled[]> => (await by.must<ScheduledPage>('GET', '/scheduled')).items;
  const history = async () => (await ada.must<History>('GET', `/rooms/${room.id}/messages`)).items;
  const written = async () => (await history()).flatMap(({ kind, body }) => (kind === 'text' ? [body] : []));
  /** Makes them due since some seconds, and sends what is due. */
  const comeDue = async (entries: ScheduledEntry[], seconds = 1) => {
    const ids = entries.map(({ id }) => id);
    await database.query(
      `UPDATE scheduled_messages SET send_at = now() - make_interval(secs => $2), not_before = NULL WHERE id = ANY ($1)`,
      [ids, seconds],
    );
    await app.nest.get(ScheduledSendingService).sendDue();
  };
  /** Another round may be sending it. */
  const settled = (id: string, fits: (entry: Scheduled | undefined) => boolean) =>
    eventually(async () => fits((await list()).find((entry) => entry.id === id)), 'it is settled');

  test('is listed, sent at its time as its author, and gone', async () => {
    await ada.goOnline();
    await ben.goOnline();
    const { id: replyToId } = await ada.send(room, 'When?');
    const { id: fileId } = await uploaded(ben, { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from('plan') });
    const entry = await schedule({ body: 'now', replyToId, attachmentIds: [fileId] });
    expect(await list()).toEqual([
      {
        ...entry,
        roomId: room.id,
        body: 'now',
        replyToId,
        attachmentIds: [fileId],
        state: 'waiting',
        problem: null,
        attachments: [expect.objectContaining({ id: fileId, name: 'plan.txt' })],
        isMember: true,
      },
    ]);
    await app.nest.get(ScheduledSendingService).sendDue();
    expect(await written()).toEqual(['When?']);
    await comeDue([entry]);
    const message = await ada.receivesMessage(room.id, 'now');
    expect(message).toMatchObject({
      clientId: entry.id,
      author: { id: ben.id },
      replyTo: { id: replyToId },
      attachments: [{ id: fileId }],
    });
    await ben.receives('personal_changed', ({ kind, id, value }) => kind === 'scheduled' && id === entry.id && !value);
    expect(await list()).toEqual([]);
    for (const each of [ada, ben]) each.goOffline();
  });

  test('is scheduled once, however often it is asked for', async () => {
    const input = inputOf();
    const first = await ben.ask('POST', `/rooms/${room.id}/scheduled`, input);
    expect(first.status).toBe(201);
    expect(await ben.ask('POST', `/rooms/${room.id}/scheduled`, input)).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(await ben.ask('POST', `/rooms/${room.id}/scheduled`, { ...input, body: 'other' })).toMatchObject(
      refused(409, 'client_id_reused'),
    );
    expect(await list()).toHaveLength(1);
  });

  test('has effect once when it is sent again after a crash between its commit and the end of its row', async () => {
    const entry = await schedule();
    const message = { clientId: entry.id, body: 'later' };
    await ben.must('POST', `/rooms/${room.id}/messages`, message);
    await comeDue([entry]);
    await settled(entry.id, (found) => !found);
    expect(await written()).toEqual(['later']);
  });

  test.each([
    [{ sendAt: new Date(Date.now() - 1000).toISOString() }, 'sendAt'],
    [{ sendAt: new Date(Date.now() + 366 * 24 * HOUR_MS).toISOString() }, 'sendAt'],
    [{ sendAt: 'tomorrow' }, 'sendAt'],
    [{ body: ' \n' }, 'body'],
    [{ body: 'x'.repeat(limits.messageBody + 1) }, 'body'],
    [{ attachmentIds: [crypto.randomUUID()] }, 'attachmentIds'],
    [{ clientId: 'x' }, 'clientId'],
    [{ draft: { version: 1 } }, 'draft'],
  ])('is refused with %j, and %s named', async (more, field) => {
    expect(await trySchedule(more)).toMatchObject({ status: 400, body: { fields: { [field]: expect.anything() } } });
    expect(await list()).toEqual([]);
  });

  test('needs the right to write, and a message of the room to answer', async () => {
    const elsewhere = await ada.must<Room>('POST', '/rooms', { name: 'Other', kind: 'private' });
    const hidden = await ada.must<Message>('POST', `/rooms/${elsewhere.id}/messages`, {
      clientId: crypto.randomUUID(),
      body: 'hidden',
    });
    expect(await trySchedule({ replyToId: hidden.id })).toMatchObject(refused(404, 'message_not_found'));
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { mutedUntil: inHours(1) });
    expect(await trySchedule()).toMatchObject(refused(403, 'muted'));
    expect(await trySchedule({}, await newMember(app.url))).toMatchObject(refused(404, 'room_not_found'));
  });

  test('is changed, moved, removed, and never to a time that is over', async () => {
    const entry = await schedule();
    const sendAt = inHours(3);
    expect(await ben.must('PATCH', `/scheduled/${entry.id}`, { body: 'better', sendAt })).toEqual({
      ...entry,
      body: 'better',
      sendAt,
    });
    expect(await ben.ask('PATCH', `/scheduled/${entry.id}`, { sendAt: inHours(-1) })).toMatchObject({
      status: 400,
      body: { fields: { sendAt: ['lies in the past: choose a time that is still to come'] } },
    });
    expect(await ben.ask('PATCH', `/scheduled/${entry.id}`, { body: ' ' })).toMatchObject(
      refused(400, 'invalid_input'),
    );
    expect(await list()).toMatchObject([{ body: 'better', sendAt }]);
    for (let time = 0; time < 2; time++)
      expect(await ben.ask('DELETE', `/scheduled/${entry.id}`)).toMatchObject({ status: 204 });
    expect(await ben.ask('PATCH', `/scheduled/${entry.id}`, { body: 'a' })).toMatchObject(
      refused(404, 'scheduled_not_found'),
    );
    await comeDue([entry]);
    expect(await written()).toEqual([]);
  });

  test('belongs to its author alone', async () => {
    const entry = await schedule();
    expect(await list(ada)).toEqual([]);
    expect(await ada.ask('PATCH', `/scheduled/${entry.id}`, { body: 'a' })).toMatchObject(
      refused(404, 'scheduled_not_found'),
    );
    expect(await ada.ask('POST', `/scheduled/${entry.id}/send`)).toMatchObject(refused(404, 'scheduled_not_found'));
    await ada.must('DELETE', `/scheduled/${entry.id}`);
    expect(await list()).toMatchObject([{ id: entry.id }]);
  });

  test('is sent at once when its author wishes', async () => {
    const entry = await schedule({ body: 'right now' });
    const message = await ben.must<Message>('POST', `/scheduled/${entry.id}/send`);
    expect(message).toMatchObject({ body: 'right now', clientId: entry.id });
    expect([await list(), await written()]).toEqual([[], ['right now']]);
    expect(await ben.ask('POST', `/scheduled/${entry.id}/send`)).toMatchObject(refused(404, 'scheduled_not_found'));
  });

  test('that a process is sending is neither changed nor removed', async () => {
    const entry = await schedule();
    await database.query(
      `UPDATE scheduled_messages SET claim = gen_random_uuid(), not_before = now() + interval '10 seconds' WHERE id = $1`,
      [entry.id],
    );
    for (const [method, path, body] of [
      ['PATCH', '', { body: 'a' }],
      ['DELETE', '', undefined],
      ['POST', '/send', undefined],
    ] as const)
      expect(await ben.ask(method, `/scheduled/${entry.id}${path}`, body)).toMatchObject(
        refused(409, 'already_sending'),
      );
    // The process was killed.
    await comeDue([entry]);
    await settled(entry.id, (found) => !found);
    expect(await written()).toEqual(['later']);
  });

  test('that is refused at its time is kept, says why, rings once and can be sent again', async () => {
    await ben.goOnline();
    const { id: fileId } = await uploaded(ben, { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from('plan') });
    const entry = await schedule({ body: 'the words', attachmentIds: [fileId] });
    await ada.must('PATCH', `/rooms/${room.id}`, { archived: true });
    await comeDue([entry]);
    await settled(entry.id, (found) => found?.state === 'failed');
    expect(await list()).toMatchObject([
      { body: 'the words', attachments: [{ id: fileId }], problem: 'room_archived', isMember: true },
    ]);
    await ben.receives('notification', ({ kind, problem, roomId, message }) => {
      return (
        kind === 'scheduled_failed' && problem === 'room_archived' && roomId === room.id && message.body === 'the words'
      );
    });
    // A device that held what was before and learns of it by its `sync` is notified as well, each once.
    const tablet = await onAnotherDevice(ben);
    await tablet.listen();
    await tablet.command('sync', { personal: 1 });
    await tablet.receives('notification', ({ kind }) => kind === 'scheduled_failed');
    expect(ben.eventsOf('notification')).toHaveLength(1);
    expect(await ben.ask('POST', `/scheduled/${entry.id}/send`)).toMatchObject(refused(409, 'room_archived'));
    expect(await list()).toMatchObject([{ state: 'failed', problem: 'room_archived' }]);
    await ada.must('PATCH', `/rooms/${room.id}`, { archived: false });
    expect(await ben.must('PATCH', `/scheduled/${entry.id}`, { sendAt: inHours(1) })).toMatchObject({
      state: 'waiting',
      problem: null,
    });
    await ben.must('POST', `/scheduled/${entry.id}/send`);
    expect(await written()).toEqual(['the words']);
    for (const each of [ben, tablet]) each.goOffline();
  });

  test('of a room that its author has left fails, and stays with them', async () => {
    const entry = await schedule();
    await ben.must('POST', `/rooms/${room.id}/leave`);
    expect(await list()).toMatchObject([{ isMember: false }]);
    await comeDue([entry]);
    await settled(entry.id, (found) => found?.state === 'failed');
    expect(await list()).toMatchObject([{ problem: 'room_not_found', isMember: false, body: 'later' }]);
    expect(await ben.ask('DELETE', `/scheduled/${entry.id}`)).toMatchObject({ status: 204 });
  });

  test('that is late by more than a day is not sent any more', async () => {
    const [late, later] = [await schedule({ body: 'late' }), await schedule({ body: 'too late' })];
    await comeDue([late], 23 * 3600);
    await comeDue([later], 25 * 3600);
    await settled(later.id, (found) => found?.problem === 'too_late');
    expect(await written()).toEqual(['late']);
  });

  test('of an account that is disabled is not sent', async () => {
    const entry = await schedule();
    await database.query(`UPDATE users SET disabled_at = now() WHERE id = $1`, [ben.id]);
    await comeDue([entry]);
    await database.query(`UPDATE users SET disabled_at = NULL WHERE id = $1`, [ben.id]);
    await settled(entry.id, (found) => found?.problem === 'forbidden');
    expect(await written()).toEqual([]);
  });

  test('comes in the order of their times', async () => {
    const words = ['one', 'two', 'three', 'four', 'five'];
    const entries: ScheduledEntry[] = [];
    for (const [index, body] of words.entries()) entries.push(await schedule({ body, sendAt: inHours(5 - index) }));
    await database.query(`UPDATE scheduled_messages SET send_at = send_at - interval '6 hours' WHERE user_id = $1`, [
      ben.id,
    ]);
    await app.nest.get(ScheduledSendingService).sendDue();
    await eventually(async () => (await list()).length === 0, 'all are sent');
    expect(await written()).toEqual(words.reverse());
  });

  test('keeps its files from the cleanup', async () => {
    const { id } = await uploaded(ben, { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from('plan') });
    await schedule({ attachmentIds: [id] });
    await database.query(`UPDATE attachments SET created_at = now() - interval '40 days' WHERE id = $1`, [id]);
    await app.nest.get(AttachmentsRepository).removeExpired();
    expect((await ben.ask('GET', `/uploads/${id}`)).status).toBe(200);
  });

  test('is an item of the personal stream, and one of few', async () => {
    const entry = await schedule();
    const { items } = await ben.must<PersonalChanges>('GET', '/users/me/personal?since=0');
    expect(items).toEqual([{ kind: 'scheduled', id: entry.id, revision: expect.any(Number), value: entry }]);
    await database.query(
      `INSERT INTO scheduled_messages (user_id, id, room_id, body, attachment_ids, send_at, state, created_at)
       SELECT $1, gen_random_uuid(), $2, 'x', '{}', now() + interval '1 day', 'waiting', now() FROM generate_series(2, $3)`,
      [ben.id, room.id, limits.scheduledMessages],
    );
    expect(await trySchedule()).toMatchObject(refused(409, 'too_many_scheduled'));
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Notification } from '../../../src/notifications/notifications.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { ReminderMailer } from '../../../src/saved/reminder-mailer.ts';
import { RemindersService } from '../../../src/saved/reminders.service.ts';
import type { SavedPage } from '../../../src/saved/saved.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import { eventually, type Member, newMember, onAnotherDevice } from '../../support/member.ts';
import { mailsTo } from '../../support/mailbox.ts';
import { startTwoNodes, type TwoNodes } from '../../support/two-nodes.ts';

/** Longer than a reminder may be late: two rounds. */
const LATE_MS = 5_000;

/** Ben's phone is connected to the first node, his laptop to the second. */
describe('a reminder', () => {
  let company: TwoNodes;
  let ada: Member;
  let ben: Member;
  let laptop: Member;
  let room: Room;
  let message: Message;

  beforeAll(async () => {
    company = await startTwoNodes({});
    ada = await newMember(company.nodes[0].url);
  }, 60_000);

  beforeEach(async () => {
    ben = await newMember(company.nodes[0].url);
    laptop = (await onAnotherDevice(ben)).sameSession(company.nodes[1].url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
    message = await post('the secret plan');
  });

  afterEach(() => [ben, laptop].forEach((device) => device.goOffline()));
  afterAll(() => company.stop());

  const post = (body: string) =>
    ada.must<Message>('POST', `/rooms/${room.id}/messages`, { clientId: crypto.randomUUID(), body });
  const remind = (ms: number, note = '', { id } = message) =>
    ben.must('PUT', `/messages/${id}/saved`, { remindAt: new Date(Date.now() + ms).toISOString(), note });
  const remindersOf = (device: Member): Notification[] =>
    device.eventsOf('notification').filter(({ kind }) => kind === 'reminder');
  const rings = (device: Member) => eventually(() => remindersOf(device).length > 0, 'it rings', 15_000);
  /** As if the time had come. */
  const fallsDue = () =>
    company.nodes[0].nest
      .get(Database)
      .query(`UPDATE saved_messages SET remind_at = now() - interval '1 second' WHERE user_id = $1`, [ben.id]);
  const entry = async () => (await ben.must<SavedPage>('GET', '/saved')).items[0];

  test('rings once on each device, whatever its node, and says so in the list', async () => {
    await ben.goOnline();
    await laptop.goOnline();
    await remind(1_000, 'at last');
    for (const device of [ben, laptop]) await rings(device);
    await delay(LATE_MS);
    for (const device of [ben, laptop])
      expect(remindersOf(device)).toMatchObject([
        { kind: 'reminder', roomId: room.id, silent: false, note: 'at last', message: { body: 'the secret plan' } },
      ]);
    expect(await entry()).toMatchObject({ state: 'open', remindedAt: expect.any(String) });
    expect(ada.eventsOf('notification')).toEqual([]);
  }, 40_000);

  test('rings once although all nodes look for it at the same time, a hundred times', async () => {
    await ben.goOnline();
    await laptop.goOnline();
    for (let index = 0; index < 100; index++) await remind(60_000, `${index}`, await post(`message ${index}`));
    await fallsDue();
    const ring = company.nodes.map(({ nest }) => nest.get(RemindersService));
    await Promise.all([...ring, ...ring, ...ring].map((each) => each.ringDue()));
    for (const device of [ben, laptop]) {
      await eventually(() => remindersOf(device).length >= 100, 'all ring', 15_000);
      await delay(LATE_MS / 2);
      const notes = remindersOf(device).map(({ note }) => Number(note));
      expect(notes.sort((one, other) => one - other)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    }
  }, 60_000);

  test('waits for its person, and rings once they are back', async () => {
    await remind(60_000);
    await fallsDue();
    await delay(LATE_MS);
    expect(await entry()).toMatchObject({ remindedAt: null });
    await laptop.goOnline();
    await rings(laptop);
    await delay(LATE_MS);
    await ben.goOnline();
    await delay(LATE_MS);
    expect([remindersOf(laptop).length, remindersOf(ben).length]).toEqual([1, 0]);
  }, 40_000);

  test('rings on a device that knows of it only by its sync, a moment later', async () => {
    await ben.listen();
    const { personal } = await ben.command('sync', { personal: 0 });
    ben.goOffline();
    await remind(60_000);
    await fallsDue();
    await laptop.goOnline();
    await rings(laptop);
    ben.receivedEvents.length = 0;
    await ben.listen();
    // It holds what it knew before the reminder was set.
    await ben.command('sync', { personal: Math.max(1, personal?.revision ?? 0) });
    await rings(ben);
    await delay(LATE_MS);
    expect(remindersOf(ben)).toHaveLength(1);
  }, 40_000);

  test('tells nothing of a message that may not be read any more', async () => {
    await remind(60_000, 'my own words');
    await ben.must('POST', `/rooms/${room.id}/leave`);
    await ben.goOnline();
    await fallsDue();
    await rings(ben);
    const [told] = remindersOf(ben);
    expect(told).toMatchObject({ note: 'my own words', message: { id: message.id, seq: 0, author: null, body: '' } });
    const [words, name] = [JSON.stringify(told), ada.username];
    expect([words.includes('secret'), words.includes(name)]).toEqual([false, false]);
  }, 40_000);

  test('does not ring once it was removed, moved or done', async () => {
    await ben.goOnline();
    const [moved, done, removed] = [message, await post('done'), await post('removed')];
    for (const each of [moved, done, removed]) await remind(1_500, '', each);
    await remind(60_000, '', moved);
    await ben.must('PUT', `/messages/${done.id}/saved`, { state: 'done' });
    await ben.must('PUT', `/messages/${removed.id}/saved`, { remindAt: null });
    await delay(LATE_MS);
    expect(remindersOf(ben)).toEqual([]);
  }, 40_000);

  test('is mailed after a quarter of an hour to who is not connected, once, and rings all the same', async () => {
    const outsider = await newMember(company.nodes[0].url);
    await outsider.must('POST', '/rooms/join', { code: room.code });
    await outsider.must('PUT', `/messages/${message.id}/saved`, { remindAt: '2036-01-01T00:00:00Z' });
    await outsider.must('POST', `/rooms/${room.id}/leave`);
    await ben.must('PATCH', '/users/me', { preferences: { language: 'de' } });
    await remind(60_000);
    const mailers = company.nodes.map(({ nest }) => nest.get(ReminderMailer));
    const database = company.nodes[0].nest.get(Database);
    const overdueBy = (minutes: number) =>
      database.query(
        `UPDATE saved_messages SET remind_at = now() - interval '${minutes} minutes' WHERE user_id = ANY($1)`,
        [[ben.id, outsider.id]],
      );
    const send = () => Promise.all([...mailers, ...mailers].map((mailer) => mailer.sendDue()));
    const mailsOf = async ({ username }: Member) =>
      (await mailsTo(`${username}@example.org`)).filter(({ headers }) => headers['list-unsubscribe']);
    await overdueBy(14);
    await send();
    await overdueBy(16);
    await send();
    const told = await eventually(async () => (await mailsOf(ben))[0], 'Ben gets mail');
    expect(told).toMatchObject({
      subject: 'Du wolltest erinnert werden',
      text: expect.stringContaining(': the secret plan'),
      html: expect.stringContaining('the secret plan'),
    });
    const other = await eventually(async () => (await mailsOf(outsider))[0], 'the other one, too');
    expect(other.text).toContain('A message you saved');
    expect(other.text).not.toContain('secret');
    await ben.goOnline();
    await rings(ben);
    expect([(await mailsOf(ben)).length, (await mailsOf(outsider)).length]).toEqual([1, 1]);
  }, 40_000);

  test('is not mailed to who wants no such mails', async () => {
    await ben.must('PATCH', '/users/me', { preferences: { emailDigest: false } });
    await remind(60_000);
    const database = company.nodes[0].nest.get(Database);
    await database.query(`UPDATE saved_messages SET remind_at = now() - interval '1 hour' WHERE user_id = $1`, [
      ben.id,
    ]);
    await company.nodes[0].nest.get(ReminderMailer).sendDue();
    const kept = () =>
      database.query(`SELECT FROM mails WHERE template = 'reminders' AND recipient LIKE $1`, [`${ben.username}@%`]);
    expect(await kept()).toEqual([]);
  });

  test('is silent while notifications are paused', async () => {
    await ben.must('PATCH', '/users/me', { preferences: { dndUntil: new Date(Date.now() + 60_000).toISOString() } });
    await ben.goOnline();
    await remind(60_000);
    await fallsDue();
    await rings(ben);
    expect(remindersOf(ben)).toMatchObject([{ silent: true }]);
  }, 40_000);
});

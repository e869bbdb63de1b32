import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import type { AttentionCounts, MessageAttention } from '../../../src/notifications/attention/attention.dto.ts';
import { DigestService } from '../../../src/notifications/digest.service.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, type Member, newGuest, newMember, newMembers, refused } from '../../support/member.ts';

const MINUTE_MS = 60_000;

describe('why a message notified, or did not', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let ben: Member;
  let room: Room;

  const why = (person: Member, messageId: string) =>
    person.must<MessageAttention>('GET', `/messages/${messageId}/attention`);
  /** Once the decision is written, which is after the message was sent. */
  const decided = (person: Member, messageId: string) =>
    eventually(async () => {
      const { decided: decisions } = await why(person, messageId);
      return decisions[0];
    }, 'a decision is noted');
  const setLevel = (notify: string) => ben.must('PATCH', `/rooms/${room.id}/membership`, { notify });

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url); // the first account is the administrator
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    for (const person of [ada, ben]) await person.goOnline();
    room = await ada.command('create_room', { name: 'Engine', kind: 'private' });
    await ben.command('join_room', { code: room.code });
  });

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await app.close();
  });

  test('is noted for the person it is for, and for nobody else', async () => {
    const { id } = await ada.send(room, `@${ben.username} look`);
    expect(await decided(ben, id)).toMatchObject({
      channel: 'ring',
      outcome: 'rang',
      kind: 'mention',
      reason: 'named',
    });
    expect(await why(ben, id)).toMatchObject({ now: { outcome: 'rang', kind: 'mention', reason: 'named' } });
    expect(await why(ada, id)).toEqual({ decided: [], now: { outcome: 'none', kind: null, reason: 'own' } });
  });

  test('is told of a message that is for nobody, without a note', async () => {
    const { id } = await ada.send(room, 'a plain word');
    const named = await ada.send(room, `@${ben.username} again`);
    await decided(ben, named.id);
    expect(await why(ben, id)).toEqual({ decided: [], now: { outcome: 'none', kind: null, reason: 'not_named' } });
  });

  test('keeps what was decided when the level changes', async () => {
    await setLevel('none');
    const { id } = await ada.send(room, `@${ben.username} psst`);
    expect(await decided(ben, id)).toMatchObject({ outcome: 'none', kind: 'mention', reason: 'level_none' });
    await setLevel('all');
    expect(await why(ben, id)).toMatchObject({ decided: [{ reason: 'level_none' }], now: { outcome: 'rang' } });
    const plain = await ada.send(room, 'everything rings');
    expect(await decided(ben, plain.id)).toMatchObject({ outcome: 'rang', kind: 'message', reason: 'level_all' });
    await setLevel('mentions');
  });

  test('names pauses', async () => {
    const dndUntil = new Date(Date.now() + MINUTE_MS).toISOString();
    await ben.must('PATCH', '/users/me', { preferences: { dndUntil } });
    const { id } = await ada.send(room, `@${ben.username} later`);
    expect(await decided(ben, id)).toMatchObject({ outcome: 'silent', reason: 'paused' });
    await ben.must('PATCH', '/users/me', { preferences: {} });
  });

  test('tells of the mail', async () => {
    const cleo = await newMember(app.url);
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${cleo.id}`);
    const { id } = await ada.send(direct, 'are you there?');
    await app.nest.get(DigestService).sendDue(new Date(Date.now() + 16 * MINUTE_MS));
    expect(await decided(cleo, id)).toMatchObject({
      channel: 'mail',
      outcome: 'rang',
      kind: 'direct',
      reason: 'direct',
    });
  });

  test('is nobody else\u2019s business, and no message is found by it', async () => {
    const { id } = await ada.send(room, `@${ben.username} secret`);
    const stranger = await newMember(app.url);
    for (const person of [admin, stranger, await newGuest(app.url)])
      expect(await person.ask('GET', `/messages/${id}/attention`)).toMatchObject(refused(404, 'message_not_found'));
  });

  test('is counted for administrators alone, without messages', async () => {
    const { id } = await ada.send(room, `@${ben.username} count me`);
    await decided(ben, id);
    expect(await ada.ask('GET', '/admin/attention')).toMatchObject(refused(403, 'forbidden'));
    const ofBen = await admin.must<AttentionCounts>('GET', `/admin/attention?userId=${ben.id}`);
    expect(ofBen.items).toContainEqual(
      expect.objectContaining({ channel: 'ring', outcome: 'none', reason: 'level_none', count: 1 }),
    );
    expect(JSON.stringify(ofBen)).not.toContain(id);
    const all = await admin.must<AttentionCounts>('GET', '/admin/attention');
    const sum = ({ items }: AttentionCounts) => items.reduce((total, { count }) => total + count, 0);
    expect(sum(all)).toBeGreaterThan(sum(ofBen));
  });

  test('goes with the account', async () => {
    const dora = await newMember(app.url);
    await dora.must('POST', '/rooms/join', { code: room.code });
    await dora.goOnline();
    const { id } = await ada.send(room, `@${dora.username} bye`);
    await decided(dora, id);
    dora.goOffline();
    await dora.must('DELETE', '/users/me', { password: dora.password });
    const left = () => app.nest.get(Database).query(`SELECT FROM attention_log WHERE user_id = $1`, [dora.id]);
    await eventually(async () => (await left()).length === 0, 'the notes are gone');
  });
});

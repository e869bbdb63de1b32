import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../src/audit/audit.dto.ts';
import type { MemberPage } from '../../src/rooms/members/members.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { mailTo } from '../support/mailbox.ts';
import { lobbyOf, type Member, newMember, newMembers, refusal, refused } from '../support/member.ts';
import { roomSeenBy } from '../support/rooms.ts';

const FOREVER = '2099-01-01T00:00:00.000Z';

describe('rights of administrators', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url); // the first account is the administrator
    ada = await newMember(app.url);
    for (const person of [admin]) await person.goOnline();
  });

  afterAll(async () => {
    for (const person of [admin]) person.goOffline();
    await app.close();
  });

  const give = (by: Member, to: Member, role: string) => by.ask('PATCH', `/admin/users/${to.id}`, { role });

  describe('in the Lobby', () => {
    test('follow the role on the server at once, both ways, on open connections too', async () => {
      const second = await newMember(app.url);
      await second.goOnline();
      const lobby = await lobbyOf(second);
      expect(lobby.role).toBe('member');
      const words = await second.must<Message>('POST', `/rooms/${lobby.id}/messages`, {
        clientId: randomUUID(),
        body: 'x',
      });
      await give(admin, second, 'admin');
      expect((await roomSeenBy(second, lobby)).role).toBe('owner');
      await second.receives('room_updated', ({ id, role }) => id === lobby.id && role === 'owner');
      await admin.receives('member_changed', ({ userId, member }) => userId === second.id && member?.role === 'owner');
      const { items } = await admin.must<MemberPage>('GET', `/rooms/${lobby.id}/members?q=${second.username}`);
      expect(items).toMatchObject([{ role: 'owner' }]);
      expect((await second.ask('PATCH', `/rooms/${lobby.id}`, { topic: 'Ours' })).status).toBe(200);

      await give(second, admin, 'member');
      expect((await roomSeenBy(admin, lobby)).role).toBe('member');
      const ofSecond = `/rooms/${lobby.id}/members/${second.id}`;
      for (const change of [{ mutedUntil: FOREVER }, { role: 'owner' }])
        expect((await admin.ask('PATCH', ofSecond, change)).status).toBeGreaterThanOrEqual(400);
      expect(await admin.ask('DELETE', `/messages/${words.id}`)).toMatchObject(refused(403, 'forbidden'));
      expect(await admin.ask('PATCH', `/rooms/${lobby.id}`, { name: 'Mine' })).toMatchObject(refused(403, 'forbidden'));
      expect(await admin.tryCommand('delete_message', { messageId: words.id })).toMatchObject(
        refusal(403, 'forbidden'),
      );
      expect(
        (await second.ask('PATCH', `/rooms/${lobby.id}/members/${admin.id}`, { mutedUntil: FOREVER })).status,
      ).toBe(200);
      await second.must('PATCH', `/rooms/${lobby.id}/members/${admin.id}`, { mutedUntil: null });
      expect(await second.ask('PATCH', `/rooms/${lobby.id}/members/${ada.id}`, { role: 'owner' })).toMatchObject(
        refused(409, 'cannot_change_lobby'),
      );
      await give(second, admin, 'admin');
      await give(admin, second, 'moderator');
      expect((await roomSeenBy(second, lobby)).role).toBe('moderator');
      second.goOffline();
    });
  });

  describe('over each other', () => {
    test.each([{ role: 'member' }, { disabled: true }])('one stays when two do %j to each other', async (change) => {
      const [first, second] = (await newMembers(app.url, 2)) as [Member, Member];
      for (const person of [first, second]) await give(admin, person, 'admin');
      const answers = await Promise.all([
        first.ask('PATCH', `/admin/users/${second.id}`, change),
        second.ask('PATCH', `/admin/users/${first.id}`, change),
      ]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const [left, ended] = answers[0].status === 200 ? [first, second] : [second, first];
      await mailTo(ended.user.email ?? '', ({ text }) => text.includes(left.username));
      const { items } = await admin.must<AuditPage>('GET', `/admin/audit?userId=${ended.id}`);
      expect(items[0]).toMatchObject({ actorId: left.id, targetId: ended.id });
      await give(admin, left, 'member');
    });

    test('are refused upon the last, and upon themselves', async () => {
      expect(await admin.ask('PATCH', `/admin/users/${admin.id}`, { disabled: true })).toMatchObject(
        refused(403, 'forbidden'),
      );
      expect(await give(admin, admin, 'member')).toMatchObject(refused(409, 'last_admin'));
    });
  });
});

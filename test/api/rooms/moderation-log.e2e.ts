import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry, AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMember, newMembers, refused } from '../../support/member.ts';

/** What the moderators of rooms do, as administrators find it in the audit log. */
describe('an act of moderation is recorded', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let ben: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url); // the first account
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
  });

  afterAll(() => app.close());

  async function newRoom(kind: 'public' | 'private'): Promise<Room> {
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Mint', kind });
    await ben.must('POST', '/rooms/join', { code: room.code });
    return room;
  }

  async function recorded(room: Room): Promise<Pick<AuditEntry, 'action' | 'actorId' | 'targetId' | 'detail'>[]> {
    const { items } = await admin.must<AuditPage>('GET', `/admin/audit?userId=${ada.id}&limit=100`);
    return items
      .filter(({ detail }) => detail.roomId === room.id)
      .map(({ action, actorId, targetId, detail }) => ({ action, actorId, targetId, detail }))
      .reverse();
  }

  test.each([
    ['public', { room: 'Mint' }],
    ['private', {}],
  ] as const)('in a %s room, by its id, and its name if everybody may know it', async (kind, name) => {
    const room = await newRoom(kind);
    const them = `/rooms/${room.id}/members/${ben.id}`;
    await ada.must('PATCH', them, { mutedUntil: new Date(Date.now() + 60_000).toISOString() });
    await ada.must('PATCH', them, { mutedUntil: null });
    await ada.must('DELETE', them);
    await ada.must('PUT', `/rooms/${room.id}/bans/${ben.id}`);
    await ada.must('PUT', `/rooms/${room.id}/bans/${ben.id}`);
    await ada.must('DELETE', `/rooms/${room.id}`);
    const upon = { actorId: ada.id, targetId: ben.id, detail: { roomId: room.id, ...name } };
    expect(await recorded(room)).toEqual([
      { action: 'member_muted', ...upon },
      { action: 'member_kicked', ...upon },
      { action: 'member_banned', ...upon },
      { action: 'room_deleted', ...upon, targetId: null },
    ]);
  });

  test('only if it is done', async () => {
    const room = await newRoom('private');
    const by = ben;
    expect(await by.ask('DELETE', `/rooms/${room.id}/members/${ada.id}`)).toMatchObject(refused(403, 'forbidden'));
    expect(await by.ask('PUT', `/rooms/${room.id}/bans/${ada.id}`)).toMatchObject(refused(403, 'forbidden'));
    expect(await recorded(room)).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Group, GroupMemberPage, GroupPage } from '../../../src/groups/groups.dto.ts';
import type { RoomGroupPage } from '../../../src/rooms/members/members.dto.ts';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import {
  type Answer,
  ApiClient,
  type Member,
  newGuest,
  newMember,
  newMembers,
  PASSWORD,
} from '../../support/member.ts';

const account = () => ({ email: `${randomUUID()}@example.org`, password: PASSWORD });
const newHandle = () => `team-${randomUUID().slice(0, 8)}`;

describe('user groups', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let dan: Member;
  let group: Group;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    [ada, ben, cleo, dan] = (await newMembers(app.url, 4)) as [Member, Member, Member, Member];
  });
  afterAll(() => app.close());

  const newGroup = async (people: Member[], more: object = {}): Promise<Group> => {
    const made = await admin.must<Group>('POST', '/groups', { handle: newHandle(), name: 'The team', ...more });
    for (const { id } of people) await admin.must('PUT', `/groups/${made.id}/members/${id}`);
    return made;
  };
  const say = (by: Member, body: string, to = room) =>
    by.must<Message>('POST', `/rooms/${to.id}/messages`, { clientId: randomUUID(), body });
  const mentionsOf = async (by: Member, roomId: string) =>
    (await by.must<RoomPage>('GET', '/rooms')).items.find(({ id }) => id === roomId)?.mentionCount;

  /** The acts on a group in the audit log, newest first. */
  const acts = async (groupId: string) => {
    const { items } = await admin.must<AuditPage>('GET', `/admin/audit?userId=${admin.id}&limit=100`);
    const about = items.filter(({ detail }) => detail.groupId === groupId);
    return { entries: about.map(({ action }) => action), newest: about[0] };
  };

  /** Ada's room with Ben; Cleo is in the group, and not in the room. */
  beforeEach(async () => {
    group = await newGroup([ada, ben, cleo]);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Studio', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
  });

  test('are made, changed and deleted by moderators, and seen by everybody with an account', async () => {
    expect(group).toMatchObject({ name: 'The team', description: '', mentionBy: 'member', memberCount: 0 });
    const { items } = await ada.must<GroupPage>('GET', `/groups?q=${group.handle.toUpperCase()}`);
    expect(items).toEqual([{ ...group, memberCount: 3 }]);
    const people = await ada.must<GroupMemberPage>('GET', `/groups/${group.id}/members`);
    expect(people.items.map(({ id }) => id)).toEqual([ada.id, ben.id, cleo.id]);
    const changes = { name: 'Designers', description: 'Who draws', mentionBy: 'moderator' };
    expect(await admin.must('PATCH', `/groups/${group.id}`, changes)).toMatchObject(changes);
    await admin.must('DELETE', `/groups/${group.id}/members/${cleo.id}`);
    expect(await ada.must('GET', `/groups/${group.id}`)).toMatchObject({ ...changes, memberCount: 2 });
    await admin.must('DELETE', `/groups/${group.id}`);
    expect(await ada.ask('GET', `/groups/${group.id}`)).toMatchObject({
      status: 404,
      body: { code: 'group_not_found' },
    });
  });

  test('leave entries in the audit log, none for what changes nothing', async () => {
    const { entries } = await acts(group.id);
    expect(entries).toEqual(['group_member_added', 'group_member_added', 'group_member_added', 'group_made']);
    await admin.must('PUT', `/groups/${group.id}/members/${ada.id}`);
    await admin.must('DELETE', `/groups/${group.id}/members/${dan.id}`);
    await admin.must('PATCH', `/groups/${group.id}`, {});
    await admin.must('DELETE', `/groups/${group.id}/members/${ada.id}`);
    const handle = newHandle();
    await admin.must('PATCH', `/groups/${group.id}`, { handle });
    await admin.must('DELETE', `/groups/${group.id}`);
    const { entries: all, newest } = await acts(group.id);
    expect(all.slice(0, -4)).toEqual(['group_deleted', 'group_changed', 'group_member_removed']);
    expect(newest).toMatchObject({ actorId: admin.id, detail: { handle } });
  });

  test('are listed page by page', async () => {
    for (let number = 0; number < 3; number++) await newGroup([]);
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/groups?limit=2${cursor && `&cursor=${cursor}`}`;
      const page: GroupPage = await ada.must<GroupPage>('GET', path);
      found.push(...page.items.map(({ handle }) => handle));
      cursor = page.next;
    }
    expect(found).toEqual([...new Set(found)].sort());
    expect(found.length).toBeGreaterThan(3);
  });

  test.each([
    ['a member', () => ada, '403 forbidden'],
    ['a guest', () => newGuest(app.url), '403 forbidden'],
  ])('are not managed by %s', async (_who, make, expected) => {
    const person = await make();
    for (const [method, path, body] of [
      ['POST', '/groups', { handle: newHandle(), name: 'Mine' }],
      ['PATCH', `/groups/${group.id}`, { name: 'Mine' }],
      ['DELETE', `/groups/${group.id}`],
      ['PUT', `/groups/${group.id}/members/${person.id}`],
      ['DELETE', `/groups/${group.id}/members/${ben.id}`],
    ] as [string, string, object?][]) {
      const { status, body: answer } = await person.ask(method, path, body);
      expect(`${status} ${answer.code}`).toBe(expected);
    }
  });

  test('are not shown to guests', async () => {
    const guest = await newGuest(app.url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    for (const path of ['/groups', `/groups/${group.id}`, `/groups/${group.id}/members`, `/rooms/${room.id}/groups`])
      expect(await guest.ask('GET', path)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test.each<[string, () => string]>([
    ['of a person', () => ada.username],
    ['of a person, in capitals', () => ada.username.toUpperCase()],
    ['of a group', () => group.handle],
    ['that looks like that of a group', () => group.handle.replace('team', 'tearn')],
    ['that is reserved', () => 'everyone'],
  ])('do not take a name %s', async (_which, handle) => {
    const answer = await admin.ask('POST', '/groups', { handle: handle(), name: 'Another' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'username_taken', fields: { handle: ['is taken'] } } });
  });

  test.each<[string, (username: string) => Promise<Answer<unknown>>]>([
    ['a new account', (username) => new ApiClient(app.url).ask('POST', '/auth/register', { ...account(), username })],
    ['a guest', (username) => new ApiClient(app.url).ask('POST', '/auth/guest', { username })],
    ['a renamed person', (username) => ada.ask('PATCH', '/users/me', { username })],
  ])('keep their handle from %s, also in another form', async (_who, take) => {
    for (const username of [group.handle.toUpperCase(), group.handle.replace('team', 'tearn')])
      expect(await take(username)).toMatchObject({ status: 409, body: { code: 'username_taken' } });
  });

  test('and people who ask for a name at once: one gets it', async () => {
    const names = Array.from({ length: 12 }, () => newHandle().replace('-', '_'));
    const outcomes = await Promise.all(
      names.flatMap((name) => [
        admin.ask('POST', '/groups', { handle: name, name }),
        ben.ask('POST', '/bots', { username: name }),
      ]),
    );
    for (const [index] of names.entries()) {
      const pair = outcomes.slice(index * 2, index * 2 + 2);
      expect(pair.map(({ status }) => status).toSorted()).toEqual([201, 409]);
      expect(pair.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'username_taken' });
    }
  });

  test('may write their handle otherwise', async () => {
    const handle = group.handle.toUpperCase();
    expect(await admin.must('PATCH', `/groups/${group.id}`, { handle })).toMatchObject({ handle });
  });

  test('take in people with an account only', async () => {
    const guest = await newGuest(app.url);
    for (const id of [guest.id, randomUUID()])
      expect(await admin.ask('PUT', `/groups/${group.id}/members/${id}`)).toMatchObject({
        status: 404,
        body: { code: 'user_not_found' },
      });
    await admin.must('PUT', `/groups/${group.id}/members/${ben.id}`);
    expect(await ada.must('GET', `/groups/${group.id}`)).toMatchObject({ memberCount: 3 });
  });

  test('mention their people who are in the room, and not the author', async () => {
    const sent = await say(ada, `@${group.handle}. please look`);
    expect(sent.mentions).toEqual([ben.id]);
    expect(sent.mentionedGroups).toEqual([{ id: group.id, handle: group.handle, name: 'The team' }]);
    expect(await mentionsOf(ben, room.id)).toBe(1);
    expect(await ben.must('GET', `/messages/${sent.id}`)).toEqual(sent);
    await admin.must('DELETE', `/groups/${group.id}`);
    expect(await ben.must('GET', `/messages/${sent.id}`)).toEqual(sent);
    expect(await ada.must('DELETE', `/messages/${sent.id}`)).toMatchObject({ mentions: [], mentionedGroups: [] });
  });

  test('are mentioned beside people, each person once', async () => {
    const other = await newGroup([ben, dan]);
    const sent = await say(
      ada,
      `@${ben.username} @${group.handle} @${other.handle} @${group.handle} \`@${dan.username}\``,
    );
    expect(sent.mentions).toEqual([ben.id]);
    expect(sent.mentionedGroups.map(({ id }) => id)).toEqual([group.id, other.id]);
    expect((await say(ada, 'plain')).mentionedGroups).toEqual([]);
  });

  test('notify nobody where the author may not mention them', async () => {
    await admin.must('PATCH', `/groups/${group.id}`, { mentionBy: 'moderator' });
    expect(await say(ada, `@${group.handle} hello`)).toMatchObject({ mentions: [], mentionedGroups: [] });
    const guest = await newGuest(app.url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    await admin.must('PATCH', `/groups/${group.id}`, { mentionBy: 'member' });
    expect(await say(guest, `@${group.handle} hello`)).toMatchObject({ mentions: [], mentionedGroups: [] });
    expect((await say(ada, `@${group.handle} hello`)).mentions).toEqual([ben.id]);
  });

  test('are mentioned by an edit, too', async () => {
    const { id } = await say(ada, 'look');
    const edited = await ada.must<Message>('PATCH', `/messages/${id}`, { body: `@${group.handle} look` });
    expect(edited).toMatchObject({ mentions: [ben.id], mentionedGroups: [{ handle: group.handle }] });
    expect(await mentionsOf(ben, room.id)).toBe(1);
    expect(await ada.must('PATCH', `/messages/${id}`, { body: 'nobody' })).toMatchObject({
      mentions: [],
      mentionedGroups: [],
    });
  });

  test('tell how many of their people are in a room', async () => {
    const { items } = await ada.must<RoomGroupPage>('GET', `/rooms/${room.id}/groups?q=${group.handle}`);
    expect(items).toEqual([{ group: { ...group, memberCount: 3 }, hereCount: 2 }]);
    expect((await dan.ask('GET', `/rooms/${room.id}/groups`)).status).toBe(404);
  });

  describe('add their people to a room', () => {
    const add = (by: Member, people: object) => by.ask('POST', `/rooms/${room.id}/members`, people);
    const members = async () =>
      (await ada.must<{ items: { user: { id: string } }[] }>('GET', `/rooms/${room.id}/members`)).items.map(
        ({ user }) => user.id,
      );

    test('as they are then', async () => {
      expect((await add(ben, { groupIds: [group.id] })).status).toBe(204);
      expect(await members()).toEqual([ada.id, ben.id, cleo.id]);
      await admin.must('PUT', `/groups/${group.id}/members/${dan.id}`);
      expect(await members()).not.toContain(dan.id);
      expect((await add(ada, { groupIds: [group.id], userIds: [dan.id] })).status).toBe(204);
      expect(await members()).toContain(dan.id);
    });

    test('except those who have left or are banned', async () => {
      await add(ada, { userIds: [cleo.id, dan.id] });
      await cleo.must('POST', `/rooms/${room.id}/leave`);
      await ada.must('PUT', `/rooms/${room.id}/bans/${dan.id}`);
      await admin.must('PUT', `/groups/${group.id}/members/${dan.id}`);
      const [eve] = (await newMembers(app.url, 1)) as [Member];
      await admin.must('PUT', `/groups/${group.id}/members/${eve.id}`);
      expect((await add(ada, { groupIds: [group.id] })).status).toBe(204);
      expect(await members()).toEqual([ada.id, ben.id, eve.id]);
    });

    test.each<[string, () => object, number, string]>([
      ['nobody', () => ({}), 400, 'invalid_input'],
      ['an empty list', () => ({ groupIds: [] }), 400, 'invalid_input'],
      ['no such group', () => ({ groupIds: [randomUUID()] }), 404, 'group_not_found'],
    ])('but not %s', async (_what, people, status, code) => {
      expect(await add(ada, people())).toMatchObject({ status, body: { code } });
    });

    test('by no stranger', async () => {
      expect(await add(dan, { groupIds: [group.id] })).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    });
  });

  test('lose a person whose account is deleted', async () => {
    const [eve] = (await newMembers(app.url, 1)) as [Member];
    await admin.must('PUT', `/groups/${group.id}/members/${eve.id}`);
    await eve.must('DELETE', '/users/me', { password: PASSWORD });
    expect(await ada.must('GET', `/groups/${group.id}`)).toMatchObject({ memberCount: 3 });
  });
});

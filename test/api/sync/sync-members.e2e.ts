import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { MemberChanged, MemberPage, Member as RoomMember } from '../../../src/rooms/members/members.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { newDatabase, startApp, type TestApp } from '../../support/app.ts';
import { eventually, type ReceivedEvent, type Member, newMembers } from '../../support/member.ts';

type List = Map<string, RoomMember>;

/** A list of members as a client keeps it: read once, then moved on by events. */
class Screen {
  private list: List = new Map();

  constructor(
    readonly by: Member,
    private readonly roomId: string,
  ) {
    by.onEvent = ({ event, payload }: ReceivedEvent) => {
      if (event === 'member_changed' && payload.roomId === roomId) this.take(payload);
      if (event !== 'user_changed') return;
      const held = this.list.get(payload.id);
      if (held) this.list.set(payload.id, { ...held, user: payload });
    };
  }

  async open(): Promise<void> {
    this.list = await this.read();
  }

  async read(): Promise<List> {
    const { items } = await this.by.must<MemberPage>('GET', `/rooms/${this.roomId}/members?limit=100`);
    return new Map(items.map((member) => [member.user.id, member]));
  }

  /** Waits until the list equals a fresh one, and fails with the difference. */
  async agrees(): Promise<void> {
    await eventually(async () => isDeepStrictEqual(this.shown, inOrder(await this.read())), 'the same').catch(() => {});
    expect(this.shown).toEqual(inOrder(await this.read()));
  }

  get shown(): RoomMember[] {
    return inOrder(this.list);
  }

  private take({ userId, member }: MemberChanged): void {
    if (member) this.list.set(userId, member);
    else this.list.delete(userId);
  }
}

const inOrder = (list: List) => [...list.values()].toSorted((a, b) => (a.user.id < b.user.id ? -1 : 1));

/** Promise: a list of members moved on by events equals a fresh one, at either node. */
describe('lists of members', () => {
  let nodes: TestApp[];
  let people: Member[];
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let room: Room;
  let screens: Screen[];

  beforeAll(async () => {
    const databaseUrl = await newDatabase();
    const [here, there] = [await startApp({ databaseUrl, redis: true }), await startApp({ databaseUrl, redis: true })];
    nodes = [here, there];
    people = (await newMembers(here.url, 4)).map((person, index) =>
      index % 2 ? person.sameSession(there.url) : person,
    );
    [ada, ben, cleo] = people as [Member, Member, Member];
    for (const person of people) await person.goOnline();
  });

  beforeEach(async () => {
    room = await ada.command('create_room', { name: 'Crew', kind: 'public' });
    for (const person of people.slice(1)) await person.command('join_room', { roomId: room.id });
    screens = people.map((person) => new Screen(person, room.id));
    for (const screen of screens) await screen.open();
    await agree();
    forget();
  });

  afterAll(async () => {
    for (const person of people) person.goOffline();
    for (const node of nodes) await node.close();
  });

  const forget = () => people.forEach((person) => (person.receivedEvents.length = 0));

  async function agree(): Promise<void> {
    for (const screen of screens) await screen.agrees();
  }

  const change = (by: Member, whom: Member, changes: object) =>
    by.must<RoomMember>('PATCH', `/rooms/${room.id}/members/${whom.id}`, changes);
  const tomorrow = (later = 0) => new Date(Date.now() + 86_400_000 + later).toISOString();

  /** The fields that all members receive of a user. */
  async function memberChangesOf(
    whom: Member,
    fits: (changed: MemberChanged) => boolean,
    by = people,
  ): Promise<MemberChanged[]> {
    const isIt = (changed: MemberChanged) => changed.roomId === room.id && changed.userId === whom.id && fits(changed);
    return Promise.all(by.map((person) => person.receives('member_changed', isIt)));
  }

  test.each(['moderator', 'owner'] as const)('a member made %s, and a plain member again', async (role) => {
    for (const given of [role, 'member'] as const) {
      forget();
      const member = await change(ada, ben, { role: given });
      expect(member).toMatchObject({ user: { id: ben.id }, role: given, mutedUntil: null });
      const changes = await memberChangesOf(ben, (changed) => changed.member?.role === given);
      expect(changes).toEqual(people.map(() => ({ roomId: room.id, userId: ben.id, member, memberCount: 4 })));
      await agree();
    }
  });

  test('a member muted, muted longer and unmuted', async () => {
    for (const mutedUntil of [tomorrow(), tomorrow(60_000), null]) {
      forget();
      const member = await change(ada, ben, { mutedUntil });
      expect(member).toMatchObject({ role: 'member', mutedUntil });
      const changes = await memberChangesOf(ben, (changed) => changed.member?.mutedUntil === mutedUntil);
      expect(changes.map((changed) => changed.memberCount)).toEqual([4, 4, 4, 4]);
      await agree();
    }
  });

  test('a role and a mute given together', async () => {
    const mutedUntil = tomorrow();
    await change(ada, ben, { role: 'moderator', mutedUntil });
    await memberChangesOf(ben, ({ member }) => member?.role === 'moderator' && member.mutedUntil === mutedUntil);
    await agree();
  });

  test.each([
    ['kicked', () => ben.must('DELETE', `/rooms/${room.id}/members/${cleo.id}`)],
    ['banned', () => ben.must('PUT', `/rooms/${room.id}/bans/${cleo.id}`)],
    ['gone by themselves', () => cleo.command('leave_room', { roomId: room.id })],
  ])('somebody %s, then back', async (_, act) => {
    await change(ada, ben, { role: 'moderator' });
    const mutedUntil = tomorrow();
    await change(ada, cleo, { mutedUntil });
    await agree();
    screens = screens.filter(({ by }) => by !== cleo);
    await act();
    const changes = await memberChangesOf(cleo, ({ member }) => member === null, [ada, ben]);
    expect(changes).toEqual([ada, ben].map(() => ({ roomId: room.id, userId: cleo.id, member: null, memberCount: 3 })));
    await agree();
    expect(cleo.eventsOf('member_changed').some(({ userId, member }) => userId === cleo.id && !member)).toBe(false);
    await ben.must('DELETE', `/rooms/${room.id}/bans/${cleo.id}`);
    await cleo.command('join_room', { roomId: room.id });
    const isBack = ({ member, memberCount }: MemberChanged) => member?.mutedUntil === mutedUntil && memberCount === 4;
    await memberChangesOf(cleo, isBack, [ada, ben]);
    await agree();
  });

  test('a member with another name', async () => {
    await cleo.must('PATCH', '/users/me', { displayName: 'Queen of the Nile' });
    await ada.receives('user_changed', ({ id, displayName }) => id === cleo.id && displayName === 'Queen of the Nile');
    await agree();
  });

  test('many changes at once, of the same person, through both nodes', async () => {
    await change(ada, ben, { role: 'owner' });
    for (let round = 0; round < 5; round++) {
      const acts = Array.from({ length: 24 }, (_, index) =>
        index % 2
          ? change(ada, cleo, { role: index % 4 === 1 ? 'moderator' : 'member' })
          : change(ben, cleo, { mutedUntil: index % 4 ? tomorrow() : null }),
      );
      await Promise.all(acts);
      await agree();
    }
  }, 60_000);
});

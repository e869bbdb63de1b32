import { randomUUID } from 'node:crypto';
import { isConversation, type MemberRole, type Role, type RoomKind } from '../../../src/shared/roles.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { RoomActor } from '../../../src/shared/rooms.policy.ts';
import type { History, Message } from '../../../src/timeline/message.dto.ts';
import { type Member, newGuest, newMember } from '../member.ts';

/** The roles in a room of many members. */
interface RoleInRoom {
  serverRole: Role;
  role: MemberRole | null;
  banned?: boolean;
}

const roles = {
  'a stranger': { serverRole: 'member', role: null },
  'a guest outside': { serverRole: 'guest', role: null },
  'the administrator outside': { serverRole: 'admin', role: null },
  'somebody banned': { serverRole: 'member', role: null, banned: true },
  'a guest': { serverRole: 'guest', role: 'member' },
  'a member': { serverRole: 'member', role: 'member' },
  'a member who moderates the server': { serverRole: 'moderator', role: 'member' },
  'a moderator': { serverRole: 'member', role: 'moderator' },
  'an owner': { serverRole: 'member', role: 'owner' },
} as const satisfies Record<string, RoleInRoom>;

export type RoleName = keyof typeof roles;
export const ROLE_NAMES = Object.keys(roles) as RoleName[];

/**
 * A direct room is between the founder and the member, and all others are outside. In a group conversation are all with an
 * account who are in the other rooms, as plain members.
 */
function actorOf(name: RoleName, kind: RoomKind): RoomActor & { banned: boolean } {
  const { serverRole, role, ...more }: RoleInRoom = roles[name];
  if (kind === 'group')
    return { kind, serverRole, role: role && serverRole !== 'guest' ? 'member' : null, banned: false };
  if (kind !== 'direct') return { kind, serverRole, role, banned: more.banned ?? false };
  return { kind, serverRole, role: name === 'a member' ? 'member' : null, banned: false };
}

/** The author of a message; notices belong to the room. */
export type Author = RoleName | 'the founder' | 'the room';

/** A room with its members, a message of the founder and of each member, and the newest notice. */
export interface RoomFixture {
  room: Room;
  messageIds: Map<Author, string>;
}

/** A member for every role, and two more: the founder owns every room, the outsider is in none. */
export class PermissionCast {
  private constructor(
    readonly founder: Member,
    readonly outsider: Member,
    private readonly people: Map<RoleName, Member>,
  ) {}

  static async create(url: string): Promise<PermissionCast> {
    const admin = await newMember(url); // the first account is the administrator
    const people = new Map<RoleName, Member>();
    for (const name of ROLE_NAMES) {
      const { serverRole } = roles[name];
      const person = await (serverRole === 'guest' ? newGuest(url) : newMember(url));
      people.set(name, serverRole === 'admin' ? admin : person);
      if (serverRole === 'moderator') await admin.must('PATCH', `/admin/users/${person.id}`, { role: serverRole });
    }
    const cast = new PermissionCast(await newMember(url), await newMember(url), people);
    for (const person of people.values()) await person.goOnline();
    return cast;
  }

  get(name: RoleName): Member {
    return this.people.get(name) ?? this.founder;
  }

  goOffline(): void {
    for (const person of this.people.values()) person.goOffline();
  }

  /** Creates a room of this kind with these roles in it. */
  async createRoom(kind: RoomKind, names: readonly RoleName[] = ROLE_NAMES): Promise<RoomFixture> {
    const room = await this.newRoom(kind, names);
    const fixture: RoomFixture = { room, messageIds: new Map() };
    for (const name of names) if (!isConversation(kind)) await this.addMember(name, room);
    for (const name of names)
      if (isEverIn(name, kind)) fixture.messageIds.set(name, await sendMessage(this.get(name), room));
    fixture.messageIds.set('the founder', await sendMessage(this.founder, room));
    for (const name of names)
      if (actorOf(name, kind).banned) await this.founder.must('PUT', `/rooms/${room.id}/bans/${this.get(name).id}`);
    const { items } = await this.founder.must<History>('GET', `/rooms/${room.id}/messages`);
    const notice = items.findLast(({ kind }) => kind === 'system');
    if (notice) fixture.messageIds.set('the room', notice.id);
    return fixture;
  }

  private newRoom(kind: RoomKind, names: readonly RoleName[]): Promise<Room> {
    if (kind === 'group') {
      const userIds = names.flatMap((name) => (isEverIn(name, kind) ? this.get(name).id : []));
      return this.founder.must('POST', '/rooms/groups', { userIds: [...userIds, this.outsider.id].slice(0, 11) });
    }
    if (kind === 'direct') return this.founder.must('PUT', `/rooms/direct/${this.get('a member').id}`);
    return this.founder.must('POST', '/rooms', { name: 'Mint', kind });
  }

  private async addMember(name: RoleName, { id, code, kind }: Room): Promise<void> {
    if (!isEverIn(name, kind)) return;
    const person = this.get(name);
    await person.must('POST', '/rooms/join', { code });
    const { role } = actorOf(name, kind);
    if (role && role !== 'member') await this.founder.must('PATCH', `/rooms/${id}/members/${person.id}`, { role });
  }
}

/** Whether the role is in such a room, or was until it was banned. */
const isEverIn = (name: RoleName, kind: RoomKind): boolean => {
  const { role, banned } = actorOf(name, kind);
  return role !== null || banned;
};

/** A message with a poll, so that every action has something to act on. */
async function sendMessage(by: Member, { id }: Room): Promise<string> {
  const poll = { options: ['heads', 'tails'] };
  const message = { clientId: randomUUID(), body: 'as good as gold', poll };
  return (await by.must<Message>('POST', `/rooms/${id}/messages`, message)).id;
}

import { randomUUID } from 'node:crypto';
import type { Role, MemberRole, RoomKind } from '../../src/shared/roles.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { RoomActor } from '../../src/shared/rooms.policy.ts';
import type { History, Message } from '../../src/timeline/message.dto.ts';
import { type Member, newGuest, newMember } from './member.ts';

/** Where somebody may stand in relation to a room of many. */
interface Seat {
  serverRole: Role;
  role: MemberRole | null;
  banned?: boolean;
}

const seats = {
  'a stranger': { serverRole: 'member', role: null },
  'a guest outside': { serverRole: 'guest', role: null },
  'the administrator outside': { serverRole: 'admin', role: null },
  'somebody banned': { serverRole: 'member', role: null, banned: true },
  'a guest': { serverRole: 'guest', role: 'member' },
  'a member': { serverRole: 'member', role: 'member' },
  'a member who moderates the server': { serverRole: 'moderator', role: 'member' },
  'a moderator': { serverRole: 'member', role: 'moderator' },
  'an owner': { serverRole: 'member', role: 'owner' },
} as const satisfies Record<string, Seat>;

export type Name = keyof typeof seats;
export const NAMES = Object.keys(seats) as Name[];

/** A room for two is the founder's and the member's; everybody else is outside. */
function standingOf(name: Name, kind: RoomKind): RoomActor & { banned: boolean } {
  const { serverRole, role, ...more }: Seat = seats[name];
  if (kind !== 'direct') return { kind, serverRole, role, banned: more.banned ?? false };
  return { kind, serverRole, role: name === 'a member' ? 'member' : null, banned: false };
}

/** Who a message is by; the room's own are its notices. */
export type Speaker = Name | 'the founder' | 'the room';

/** A room with its people, and what the founder and each of them has said there, and the newest notice. */
export interface Place {
  room: Room;
  said: Map<Speaker, string>;
}

/** One person for every seat, and two more: the founder owns every room, the passer-by is in none. */
export class Cast {
  private constructor(
    readonly founder: Member,
    readonly passerBy: Member,
    private readonly people: Map<Name, Member>,
  ) {}

  static async gather(url: string): Promise<Cast> {
    const admin = await newMember(url); // the first account keeps the server
    const people = new Map<Name, Member>();
    for (const name of NAMES) {
      const { serverRole } = seats[name];
      const person = await (serverRole === 'guest' ? newGuest(url) : newMember(url));
      people.set(name, serverRole === 'admin' ? admin : person);
      if (serverRole === 'moderator') await admin.must('PATCH', `/admin/users/${person.id}`, { role: serverRole });
    }
    const cast = new Cast(await newMember(url), await newMember(url), people);
    for (const person of people.values()) await person.goOnline();
    return cast;
  }

  get(name: Name): Member {
    return this.people.get(name) ?? this.founder;
  }

  disperse(): void {
    for (const person of this.people.values()) person.goOffline();
  }

  /** A new room of this kind, with these people where they belong. */
  async furnish(kind: RoomKind, names: readonly Name[] = NAMES): Promise<Place> {
    const room = await this.found(kind);
    const place: Place = { room, said: new Map() };
    for (const name of names) if (kind !== 'direct') await this.seat(name, room);
    for (const name of names) if (isEverIn(name, kind)) place.said.set(name, await say(this.get(name), room));
    place.said.set('the founder', await say(this.founder, room));
    for (const name of names)
      if (standingOf(name, kind).banned) await this.founder.must('PUT', `/rooms/${room.id}/bans/${this.get(name).id}`);
    const { items } = await this.founder.must<History>('GET', `/rooms/${room.id}/messages`);
    const notice = items.findLast(({ kind }) => kind === 'system');
    if (notice) place.said.set('the room', notice.id);
    return place;
  }

  private found(kind: RoomKind): Promise<Room> {
    if (kind === 'direct') return this.founder.must('PUT', `/rooms/direct/${this.get('a member').id}`);
    return this.founder.must('POST', '/rooms', { name: 'Mint', kind });
  }

  private async seat(name: Name, { id, code, kind }: Room): Promise<void> {
    if (!isEverIn(name, kind)) return;
    const person = this.get(name);
    await person.must('POST', '/rooms/join', { code });
    const { role } = standingOf(name, kind);
    if (role && role !== 'member') await this.founder.must('PATCH', `/rooms/${id}/members/${person.id}`, { role });
  }
}

/** Whether they are in such a room, or were until they were banned. */
const isEverIn = (name: Name, kind: RoomKind): boolean => {
  const { role, banned } = standingOf(name, kind);
  return role !== null || banned;
};

async function say(by: Member, { id }: Room): Promise<string> {
  const message = { clientId: randomUUID(), body: 'as good as gold' };
  return (await by.must<Message>('POST', `/rooms/${id}/messages`, message)).id;
}

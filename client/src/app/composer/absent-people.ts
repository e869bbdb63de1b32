import { inject, Injectable } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';

/** The room in which people are named; with another number of members, they are looked up again. */
interface NamingRoom {
  readonly roomId: string;
  readonly memberCount: Room['memberCount'];
}

/** More named people than this are not looked up. */
const MAX_NAMED = 10;

/** A group that a text names, and how many of its people are not in the room. */
export interface AbsentGroup {
  readonly id: string;
  readonly handle: string;
  readonly count: number;
}

/** Who is named and not in the room; nobody notifies them. */
export interface Absent {
  readonly people: readonly UserSummary[];
  readonly groups: readonly AbsentGroup[];
}

type Found = { readonly person: UserSummary } | { readonly group: AbsentGroup } | null;

/** Finds the people whom a text names and who are not in the room: nobody notifies them. */
@Injectable({ providedIn: 'root' })
export class AbsentPeople {
  private readonly rooms = inject(RoomsStore);
  /** What was found of each name, by room, number of members and name. */
  private readonly known = new Map<string, Promise<Found>>();

  /** @param named for each mention the names that it may stand for, in lower case, the longest first */
  async among(named: readonly (readonly string[])[], room: NamingRoom): Promise<Absent> {
    const found = await Promise.all(named.slice(0, MAX_NAMED).map((names) => this.absentee(names, room)));
    const people = found.flatMap((each) => (each && 'person' in each ? [each.person] : []));
    const groups = found.flatMap((each) => (each && 'group' in each ? [each.group] : []));
    return { people: uniqueById(people), groups: uniqueById(groups) };
  }

  private absentee(names: readonly string[], room: NamingRoom): Promise<Found> {
    const key = `${room.roomId} ${room.memberCount} ${names.join(' ')}`;
    const known = this.known.get(key) ?? this.find(names, room);
    this.known.set(key, known);
    known.catch(() => this.known.delete(key));
    return known;
  }

  /** Null for a member, for a group whose people are all here, and for a name that nobody has. */
  private async find(names: readonly string[], { roomId }: NamingRoom): Promise<Found> {
    for (const name of names) {
      const isCalled = ({ username }: UserSummary) => username.toLowerCase() === name;
      const { items: members } = await this.rooms.members(roomId, undefined, name);
      if (members.some(({ user }) => isCalled(user))) return null;
      const person = (await this.rooms.people(name)).items.find(isCalled);
      if (person) return { person };
      const { items: groups } = await this.rooms.groups(roomId, name);
      const called = groups.find(({ group }) => group.handle.toLowerCase() === name);
      if (!called) continue;
      const { id, handle, memberCount } = called.group;
      const count = memberCount - called.hereCount;
      return count > 0 ? { group: { id, handle, count } } : null;
    }
    return null;
  }
}

const uniqueById = <T extends { readonly id: string }>(all: readonly T[]): T[] => [
  ...new Map(all.map((each) => [each.id, each])).values(),
];

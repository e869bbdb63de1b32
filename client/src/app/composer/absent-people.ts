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

/** Finds the people whom a text names and who are not in the room: nobody notifies them. */
@Injectable({ providedIn: 'root' })
export class AbsentPeople {
  private readonly rooms = inject(RoomsStore);
  /** What was found of each name, by room, number of members and name. */
  private readonly known = new Map<string, Promise<UserSummary | null>>();

  /** @param named for each mention the user names that it may stand for, in lower case, the longest first */
  async among(named: readonly (readonly string[])[], room: NamingRoom): Promise<UserSummary[]> {
    const found = await Promise.all(named.slice(0, MAX_NAMED).map((names) => this.absentee(names, room)));
    const people = found.filter((person) => person !== null);
    return [...new Map(people.map((person) => [person.id, person])).values()];
  }

  private absentee(names: readonly string[], room: NamingRoom): Promise<UserSummary | null> {
    const key = `${room.roomId} ${room.memberCount} ${names.join(' ')}`;
    const known = this.known.get(key) ?? this.find(names, room);
    this.known.set(key, known);
    known.catch(() => this.known.delete(key));
    return known;
  }

  /** Null for a member, and for a name that nobody has. */
  private async find(names: readonly string[], { roomId }: NamingRoom): Promise<UserSummary | null> {
    for (const name of names) {
      const isCalled = ({ username }: UserSummary) => username.toLowerCase() === name;
      const { items: members } = await this.rooms.members(roomId, undefined, name);
      if (members.some(({ user }) => isCalled(user))) return null;
      const person = (await this.rooms.people(name)).items.find(isCalled);
      if (person) return person;
    }
    return null;
  }
}

import type { UserSummary } from '@api/users/users.dto.ts';

/** The newest copy of each person that has reached this device, by id. */
export type KnownPeople = ReadonlyMap<string, UserSummary>;

/** The same map when nothing in it is new. */
export function withPeople(known: KnownPeople, people: Iterable<UserSummary>): KnownPeople {
  const fresh = [...people].filter((person) => {
    const held = known.get(person.id);
    return newerCopy(held, person) !== held;
  });
  return fresh.length > 0 ? new Map([...known, ...fresh.map((each) => [each.id, each] as const)]) : known;
}

/** Of two copies of one person the newer one: pages and messages overtake the news of a new name, and the other way round. */
export function newerCopy(held: UserSummary | undefined, other: UserSummary): UserSummary {
  return held && held.revision >= other.revision ? held : other;
}

import type { UserSummary } from '@api/users/users.dto.ts';

/** The newest copy of each person that has reached this device, by id. */
export type KnownPeople = ReadonlyMap<string, UserSummary>;

/** Adds newer copies of people; returns the same map where none is newer. */
export function withPeople(known: KnownPeople, people: Iterable<UserSummary>): KnownPeople {
  const fresh = [...people].filter((person) => {
    const held = known.get(person.id);
    return newerCopy(held, person) !== held;
  });
  return fresh.length > 0 ? new Map([...known, ...fresh.map((each) => [each.id, each] as const)]) : known;
}

/** The newer of two copies of a person: pages and messages overtake `user_changed`, and the other way round. */
export function newerCopy(held: UserSummary | undefined, other: UserSummary): UserSummary {
  return held && held.revision >= other.revision ? held : other;
}

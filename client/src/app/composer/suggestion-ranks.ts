import type { UserSummary } from '@api/users/users.dto.ts';

/** Whether a name, or a word of it, begins like this. */
export function startsWord(words: string, name: string): boolean {
  const sought = words.toLowerCase();
  return name
    .toLowerCase()
    .split(/[\s_.-]+/)
    .concat(name.toLowerCase())
    .some((word) => word.startsWith(sought));
}

/** Who fits, who talked last first, then by name. @param talked the authors of the messages, oldest first */
export function rankPeople(people: readonly UserSummary[], words: string, talked: readonly string[]): UserSummary[] {
  const lately = new Map(talked.map((id, index) => [id, index] as const));
  const at = (person: UserSummary) => lately.get(person.id) ?? -1;
  return people
    .filter(({ username, displayName }) => startsWord(words, username) || startsWord(words, displayName))
    .toSorted((a, b) => at(b) - at(a) || a.displayName.localeCompare(b.displayName));
}

import type { UserSummary } from '@api/users/users.dto.ts';
import { foldText } from '@api/shared/fold-text.ts';

/** Whether a name, or a word of it, starts with the query. Case and accents do not matter. */
export function startsWord(query: string, name: string): boolean {
  const sought = foldText(query);
  const folded = foldText(name);
  return folded
    .split(/[\s_.-]+/)
    .concat(folded)
    .some((word) => word.startsWith(sought));
}

/** The people that match, the latest author first, then by name. @param authorIds the authors of the messages, oldest first */
export function rankPeople(people: readonly UserSummary[], query: string, authorIds: readonly string[]): UserSummary[] {
  const lastIndex = new Map(authorIds.map((id, index) => [id, index] as const));
  const at = (person: UserSummary) => lastIndex.get(person.id) ?? -1;
  return people
    .filter(({ username, displayName }) => startsWord(query, username) || startsWord(query, displayName))
    .toSorted((a, b) => at(b) - at(a) || a.displayName.localeCompare(b.displayName));
}

import type { UserSummary } from '@api/users/users.dto.ts';
import { hasMentionSign, MENTION_SIGN } from '@api/shared/markdown/written-mentions.ts';
import { replaceInPlainText } from '../../markdown/plain-text.ts';

/** What has a meaning in a regular expression. */
const SYNTAX = /[\^$.*+?()[\]{}|/\\]/g;
/** What continues a display name, and a user name. */
const DISPLAY_NAME_GOES_ON = String.raw`(?![\p{L}\p{N}\p{M}_])`;
const USERNAME_GOES_ON = String.raw`(?![\p{L}\p{N}\p{M}_]|[.-]+[\p{L}\p{N}_])`;

/** A person by both names. */
export type MentionedPerson = Pick<UserSummary, 'username' | 'displayName' | 'ambiguousName'>;

/** The people who are written by their display names: those that nobody else has, neither as display name nor as user name. */
export function writtenByDisplayName(people: readonly MentionedPerson[]): ReadonlyMap<string, string> {
  const usernames = new Set(people.map(({ username }) => username.toLowerCase()));
  const byName = Map.groupBy(people, ({ displayName }) => displayName);
  return new Map(
    [...byName].flatMap(([name, [person, another]]) =>
      person && !another && !person.ambiguousName && isWritable(name) && !usernames.has(name.toLowerCase())
        ? [[name, person.username]]
        : [],
    ),
  );
}

/** Names with Markdown in them are drawn otherwise than they are written. */
const isWritable = (name: string): boolean => name.trim() === name && !/[\\`*_~[\]<>#|@\n]/.test(name);

/** Makes `@Ada Lovelace` the mention `@ada`, except in code and in links: the message holds the user name. */
export function toUsernames(text: string, byDisplayName: ReadonlyMap<string, string>): string {
  return replaceMentions(text, [...byDisplayName.keys()], DISPLAY_NAME_GOES_ON, (name) => byDisplayName.get(name));
}

/** The opposite, for the composer: mentions that `toUsernames` writes as they were. */
export function toDisplayNames(text: string, byDisplayName: ReadonlyMap<string, string>): string {
  const byUsername = new Map([...byDisplayName].map(([name, username]) => [username, name]));
  const shown = replaceMentions(text, [...byUsername.keys()], USERNAME_GOES_ON, (name) => byUsername.get(name));
  return toUsernames(shown, byDisplayName) === text ? shown : text;
}

function replaceMentions(
  text: string,
  names: readonly string[],
  goesOn: string,
  other: (name: string) => string | undefined,
): string {
  if (names.length === 0 || !hasMentionSign(text)) return text;
  const longestFirst = names.toSorted((a, b) => b.length - a.length).map((name) => name.replace(SYNTAX, '\\$&'));
  const written = new RegExp(`(${MENTION_SIGN})(${longestFirst.join('|')})${goesOn}`, 'gu');
  const found = [...text.matchAll(written)].flatMap(({ 0: whole, 1: sign = '', 2: name = '', index }) => {
    const by = other(name);
    return by === undefined ? [] : [{ start: index, end: index + whole.length, by: sign + by }];
  });
  return replaceInPlainText(text, found);
}

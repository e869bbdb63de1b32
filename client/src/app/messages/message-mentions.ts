import { inject, Injectable } from '@angular/core';
import { MASS_MENTIONS, parseMentions } from '@api/shared/mentions.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Session } from '../auth/session.ts';
import type { Mentioned, MentionedNames } from '../markdown/mentioned-names.ts';
import { PeopleStore } from '../users/people-store.ts';
import { PersonNames } from '../users/person-names.ts';

type MentioningMessage = Pick<Message, 'body' | 'mentions' | 'mentionsRoom'>;

/** Whom a message mentions, by the names in its text. */
@Injectable({ providedIn: 'root' })
export class MessageMentions {
  private readonly people = inject(PeopleStore);
  private readonly names = inject(PersonNames);
  private readonly session = inject(Session);

  of({ body, mentions, mentionsRoom }: MentioningMessage): MentionedNames {
    const people = mentions.flatMap((id) => this.people.find(id) ?? []);
    const meId = this.session.me()?.id;
    return new Map<string, Mentioned>([
      ...peopleByName(body, people).map(
        ([name, { id, displayName }]) => [name, { name: this.names.of({ displayName }), own: id === meId }] as const,
      ),
      ...(mentionsRoom ? MASS_MENTIONS.map((name) => [name, { name: null, own: true }] as const) : []),
    ]);
  }
}

/**
 * The mentioned people by their user names, and a person who has changed theirs by the former one: that of the only
 * mention in the text that is left over, where a single person is.
 */
function peopleByName(body: string, people: readonly UserSummary[]): [name: string, person: UserSummary][] {
  const byName = people.map((person): [string, UserSummary] => [person.username.toLowerCase(), person]);
  const present = new Set(byName.map(([name]) => name));
  const written = people.length ? parseMentions(body).written : [];
  const leftOver = new Set(written.filter((names) => !names.some((name) => present.has(name))).map(([name]) => name));
  const writtenNames = new Set(written.flat());
  const renamed = people.filter(({ username }) => !writtenNames.has(username.toLowerCase()));
  const [former] = leftOver;
  const [person] = renamed;
  return former && person && leftOver.size === 1 && renamed.length === 1 ? [...byName, [former, person]] : byName;
}

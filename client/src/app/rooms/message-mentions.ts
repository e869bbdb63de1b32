import { inject, Injectable } from '@angular/core';
import { hasMentionSign, writtenMentions } from '@api/shared/markdown/written-mentions.ts';
import { MASS_MENTIONS, parseMentions } from '@api/shared/mentions.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Session } from '../auth/session.ts';
import { drawnMention, type Mentioned, type MentionedNames } from '../markdown/mentioned-names.ts';
import { PeopleStore } from '../users/people-store.ts';
import { PersonNames } from '../users/person-names.ts';

type MentioningMessage = Pick<Message, 'body' | 'mentions' | 'mentionsRoom'> &
  Partial<Pick<Message, 'mentionedGroups'>>;

type PeopleByName = ReadonlyMap<string, UserSummary>;

/** Whom a message mentions, by the names in its text. */
@Injectable({ providedIn: 'root' })
export class MessageMentions {
  private readonly people = inject(PeopleStore);
  private readonly names = inject(PersonNames);
  private readonly session = inject(Session);

  /** A text of one line, as an excerpt, with display names in place of the user names of these people. */
  inLine(text: string, mentions: readonly string[] = []): string {
    if (mentions.length === 0 || !hasMentionSign(text)) return text;
    // Not by former names: what is left over in a part of a text says nothing.
    return withDisplayNames(text, this.drawn(byUsername(this.peopleOf(mentions))));
  }

  of({ body, mentions, mentionsRoom, mentionedGroups = [] }: MentioningMessage): MentionedNames {
    const own = mentions.includes(this.session.me()?.id ?? '');
    return new Map<string, Mentioned>([
      ...mentionedGroups.map(({ handle }) => [handle.toLowerCase(), { name: null, own }] as const),
      ...this.drawn(withFormerName(body, byUsername(this.peopleOf(mentions)))),
      ...(mentionsRoom ? MASS_MENTIONS.map((name) => [name, { name: null, own: true }] as const) : []),
    ]);
  }

  private peopleOf(ids: readonly string[]): UserSummary[] {
    return ids.flatMap((id) => this.people.find(id) ?? []);
  }

  private drawn(people: PeopleByName): MentionedNames {
    const meId = this.session.me()?.id;
    return new Map(
      [...people].map(([name, { id, displayName }]) => [
        name,
        { name: this.names.of({ displayName }), own: id === meId, id },
      ]),
    );
  }
}

function withDisplayNames(text: string, mentioned: MentionedNames): string {
  let from = 0;
  const parts = writtenMentions(text).flatMap((written) => {
    const drawn = drawnMention({ kind: 'mention', ...written }, mentioned);
    if (!drawn) return [];
    const before = text.slice(from, written.index);
    from = written.index + written.text.length;
    return [before, drawn.mention, drawn.rest];
  });
  return [...parts, text.slice(from)].join('');
}

const byUsername = (people: readonly UserSummary[]): PeopleByName =>
  new Map(people.map((person) => [person.username.toLowerCase(), person]));

/**
 * Also a person who has changed their user name, by the former one: that of the only mention in the text that is left
 * over, where a single person is.
 */
function withFormerName(body: string, people: PeopleByName): PeopleByName {
  const written = people.size > 0 ? parseMentions(body).written : [];
  const leftOver = new Set(written.filter((names) => !names.some((name) => people.has(name))).map(([name]) => name));
  const writtenNames = new Set(written.flat());
  const renamed = [...people].filter(([name]) => !writtenNames.has(name));
  const [former] = leftOver;
  const [person] = renamed.map(([, each]) => each);
  const isCertain = leftOver.size === 1 && renamed.length === 1;
  return former && person && isCertain ? new Map([...people, [former, person]]) : people;
}

import { computed, inject, Injectable } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { PeopleStore } from '../../users/people-store.ts';
import { toDisplayNames, toUsernames, writtenByDisplayName } from './person-mentions.ts';

/** Writes people as `@Display Name` in the composer, and as `@username` in messages and stored drafts. */
@Injectable({ providedIn: 'root' })
export class MentionNames {
  private readonly people = inject(PeopleStore);
  private readonly byDisplayName = computed(() => writtenByDisplayName([...this.people.known().values()]));

  /** What the composer shows for a person who is mentioned: the user name where the display name is not theirs alone. */
  mark(person: Pick<UserSummary, 'username' | 'displayName'>): string {
    return `@${this.byDisplayName().get(person.displayName) === person.username ? person.displayName : person.username}`;
  }

  toUsernames(text: string): string {
    return toUsernames(text, this.byDisplayName());
  }

  toDisplayNames(text: string): string {
    return toDisplayNames(text, this.byDisplayName());
  }
}

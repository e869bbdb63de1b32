import { inject, Injectable } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Texts } from '../i18n/texts.ts';

/** The server's English display names of what was deleted. */
const DELETED = { 'Deleted account': 'person.deleted', 'Deleted bot': 'person.deleted_bot' } as const;

const isDeleted = (name: string): name is keyof typeof DELETED => Object.hasOwn(DELETED, name);

/** Display names, with those of deleted accounts and bots in the reader's language. */
@Injectable({ providedIn: 'root' })
export class PersonNames {
  private readonly texts = inject(Texts);

  readonly of = (person: Pick<UserSummary, 'displayName'>): string =>
    isDeleted(person.displayName) ? this.texts.t(DELETED[person.displayName]) : person.displayName;
}

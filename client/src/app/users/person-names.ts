import { inject, Injectable } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Texts } from '../i18n/texts.ts';

/** What the server calls somebody whose account is gone: in English, for it does not know who reads. */
const DELETED = 'Deleted account';

/** The names of people, in the reader's language where they have none of their own any more. */
@Injectable({ providedIn: 'root' })
export class PersonNames {
  private readonly texts = inject(Texts);

  readonly of = (person: Pick<UserSummary, 'displayName'>): string =>
    person.displayName === DELETED ? this.texts.t('person.deleted') : person.displayName;
}

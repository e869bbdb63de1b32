import { inject, Injectable } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Texts } from '../i18n/texts.ts';

/** The server's English display name of a deleted account. */
const DELETED = 'Deleted account';

/** Display names, with those of deleted accounts in the reader's language. */
@Injectable({ providedIn: 'root' })
export class PersonNames {
  private readonly texts = inject(Texts);

  readonly of = (person: Pick<UserSummary, 'displayName'>): string =>
    person.displayName === DELETED ? this.texts.t('person.deleted') : person.displayName;
}

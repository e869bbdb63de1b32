import { Pipe, type PipeTransform } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';

type Named = Pick<UserSummary, 'displayName' | 'username' | 'ambiguousName'>;

/** The display name, with the user name where it could be taken for another person's. */
export const personName = ({ displayName, username, ambiguousName }: Named): string =>
  ambiguousName ? `${displayName} (@${username})` : displayName;

/** The same in templates; empty for nobody. */
@Pipe({ name: 'personName' })
export class PersonNamePipe implements PipeTransform {
  transform(person: Named | null | undefined): string {
    return person ? personName(person) : '';
  }
}

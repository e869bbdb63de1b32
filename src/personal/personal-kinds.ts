import { Injectable } from '@nestjs/common';
import type { Events } from '../transport/events.ts';
import type { PersonalItem, PersonalKindName } from './personal.dto.ts';

/** What notifies a person of a change: of which item, and at which revision it asked for attention. */
export interface PersonalNotification {
  id: string;
  revision: number;
  notification: Events['notification'];
}

/** What a feature gives to the stream for its kind of items. */
export interface PersonalKind {
  /** The values of a person's items as they are now, by id; those that are gone are left out. */
  read(userId: string, ids: string[]): Promise<Map<string, NonNullable<PersonalItem['value']>>>;
  /** The notifications that belong to these changes, told a moment ago. Each connection that learns of a change gets them. */
  notificationsOf?(userId: string, changed: PersonalItem[]): Promise<PersonalNotification[]>;
}

/** The kinds of personal items. Features of higher rank register theirs in a constructor. */
@Injectable()
export class PersonalKinds {
  private readonly kinds = new Map<string, PersonalKind>();

  register(name: PersonalKindName, kind: PersonalKind): void {
    this.kinds.set(name, kind);
  }

  find(name: string): PersonalKind | undefined {
    return this.kinds.get(name);
  }
}

import { inject, Injectable, signal, untracked } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { Api } from '../api/api.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { personName } from './person-name.ts';
import { type KnownPeople, withPeople } from './people-state.ts';

/** The people known to this device, by id: notices and reactions carry only ids. Fetches those it does not know. */
@Injectable({ providedIn: 'root' })
export class PeopleStore {
  private readonly api = inject(Api);
  private readonly people = signal<KnownPeople>(new Map());
  private readonly requestedIds = new Set<string>();
  readonly known = this.people.asReadonly();

  constructor() {
    inject(ChatSocket).on('user_changed', (person) => this.add([person]));
  }

  /** Null until the name is fetched; signals that read it are updated then. */
  nameOf(id: string): string | null {
    const person = this.find(id);
    return person && personName(person);
  }

  find(id: string): UserSummary | null {
    const person = this.known().get(id);
    if (!person && !this.requestedIds.has(id)) untracked(() => void this.fetch(id));
    return person ?? null;
  }

  add(people: readonly UserSummary[]): void {
    this.people.update((known) => withPeople(known, people));
  }

  private async fetch(id: string): Promise<void> {
    this.requestedIds.add(id);
    try {
      this.add([await this.api.get<UserSummary>(`/users/${id}`)]);
    } catch (error) {
      // Deleted people stay without a name; without an answer the next reader of the name asks again.
      if (error instanceof ApiProblem && error.code === 'unreachable') this.requestedIds.delete(id);
    }
  }
}

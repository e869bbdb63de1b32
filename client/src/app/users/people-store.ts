import { inject, Injectable, signal, untracked } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { Api } from '../api/api.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { type KnownPeople, withPeople } from './people-state.ts';

/** Names for ids: notices tell only the id of the person they are about. */
@Injectable({ providedIn: 'root' })
export class PeopleStore {
  private readonly api = inject(Api);
  private readonly people = signal<KnownPeople>(new Map());
  private readonly asked = new Set<string>();
  readonly known = this.people.asReadonly();

  constructor() {
    inject(ChatSocket).on('user_changed', (person) => this.add([person]));
  }

  /** Null until the answer is there; reading it again then gives the name. */
  nameOf(id: string): string | null {
    return this.find(id)?.displayName ?? null;
  }

  find(id: string): UserSummary | null {
    const person = this.known().get(id);
    if (!person && !this.asked.has(id)) untracked(() => void this.ask(id));
    return person ?? null;
  }

  add(people: readonly UserSummary[]): void {
    this.people.update((known) => withPeople(known, people));
  }

  private async ask(id: string): Promise<void> {
    this.asked.add(id);
    try {
      this.add([await this.api.get<UserSummary>(`/users/${id}`)]);
    } catch (error) {
      // Somebody who is gone stays nameless; without an answer nobody knows.
      if (error instanceof ApiProblem && error.code === 'unreachable') this.asked.delete(id);
    }
  }
}

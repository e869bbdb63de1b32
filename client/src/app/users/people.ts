import { inject, Injectable, signal, untracked } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { ChatSocket } from '../api/chat-socket.ts';

/** Names for ids: notices tell only the id of the person they are about. */
@Injectable({ providedIn: 'root' })
export class People {
  private readonly api = inject(Api);
  private readonly known = signal<ReadonlyMap<string, UserSummary>>(new Map());
  private readonly asked = new Set<string>();

  constructor() {
    inject(ChatSocket).on('user_changed', (person) => this.meet([person]));
  }

  /** Null until the answer is there; reading it again then gives the name. */
  nameOf(id: string): string | null {
    return this.of(id)?.displayName ?? null;
  }

  of(id: string): UserSummary | null {
    const person = this.known().get(id);
    if (!person && !this.asked.has(id)) untracked(() => void this.ask(id));
    return person ?? null;
  }

  meet(people: readonly UserSummary[]): void {
    const fresh = people.filter((person) => untracked(this.known).get(person.id) !== person);
    if (fresh.length > 0)
      this.known.update((known) => new Map([...known, ...fresh.map((each) => [each.id, each] as const)]));
  }

  private async ask(id: string): Promise<void> {
    this.asked.add(id);
    try {
      this.meet([await this.api.get<UserSummary>(`/users/${id}`)]);
    } catch {
      // Somebody who is gone stays nameless.
    }
  }
}

import { computed, inject, Injectable, signal } from '@angular/core';
import { Session } from '../auth/session.ts';

const MAX_RECENT = 6;

/** What the reader searched for on this device, newest first; gone when they sign out. */
@Injectable({ providedIn: 'root' })
export class RecentQueries {
  private readonly session = inject(Session);
  private readonly key = computed(() => `parley.searches.${this.session.me()?.id ?? ''}`);
  private readonly changes = signal(0);
  readonly all = computed<readonly string[]>(() => {
    this.changes();
    return stored(this.key());
  });

  /** Called when a result is opened: half a word that was typed is not worth remembering. */
  add(query: string): void {
    const all = [query, ...this.all().filter((each) => each !== query)].slice(0, MAX_RECENT);
    try {
      localStorage.setItem(this.key(), JSON.stringify(all));
    } catch {
      // The storage is full: nothing is remembered.
    }
    this.changes.update((count) => count + 1);
  }
}

function stored(key: string): string[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(all) ? all.filter((each) => typeof each === 'string').slice(0, MAX_RECENT) : [];
  } catch {
    return [];
  }
}

import { computed, inject, Injectable, signal } from '@angular/core';
import { Session } from './session.ts';

/** Holds the id of the account that has not dismissed the hint yet, because the page may be reloaded before. */
const STORAGE_KEY = 'parley.first-administrator';

/** The first account of a server is its administrator. A hint explains that until it is dismissed. */
@Injectable({ providedIn: 'root' })
export class FirstAdministratorHint {
  private readonly session = inject(Session);
  private readonly pendingFor = signal(localStorage.getItem(STORAGE_KEY));
  readonly isShown = computed(() => this.session.me()?.role === 'admin' && this.pendingFor() === this.session.me()?.id);

  /** For right after registration: only the first account can be an administrator by then. */
  show(): void {
    const me = this.session.me();
    if (me?.role !== 'admin') return;
    localStorage.setItem(STORAGE_KEY, me.id);
    this.pendingFor.set(me.id);
  }

  dismiss(): void {
    localStorage.removeItem(STORAGE_KEY);
    this.pendingFor.set(null);
  }
}

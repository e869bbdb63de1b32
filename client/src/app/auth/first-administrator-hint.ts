import { computed, inject, Injectable, signal } from '@angular/core';
import { Session } from './session.ts';

/** Whose first visit as the server's first person is not over; they may reload before they have read it. */
const KEPT = 'parley.first-administrator';

/** The first account of a server is its administrator, which nobody would guess: it is told once. */
@Injectable({ providedIn: 'root' })
export class FirstAdministratorHint {
  private readonly session = inject(Session);
  private readonly untold = signal(localStorage.getItem(KEPT));
  readonly isShown = computed(() => this.session.me()?.role === 'admin' && this.untold() === this.session.me()?.id);

  /** Right after an account has begun: nobody but the first can be an administrator by then. */
  show(): void {
    const me = this.session.me();
    if (me?.role !== 'admin') return;
    localStorage.setItem(KEPT, me.id);
    this.untold.set(me.id);
  }

  dismiss(): void {
    localStorage.removeItem(KEPT);
    this.untold.set(null);
  }
}

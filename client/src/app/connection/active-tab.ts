import { DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { Attention } from '../ui/attention.ts';
import { onPageFrozen } from './frozen-page.ts';
import { TabLock } from './tab-lock.ts';

/**
 * Of all tabs one leads: it sends the outbox and rings. The tab somebody looks at takes the lead, because browsers
 * slow down or stop those behind it; when the leading tab is closed, another one follows at once.
 * For a moment two may take themselves for the leader, so what a leader does must bear being done twice.
 * The connection is another matter: it stays where it is (see `SharedTransport`).
 */
@Injectable({ providedIn: 'root' })
export class ActiveTab {
  private readonly state = signal(false);
  private readonly lock = new TabLock('parley.lead', (held) => {
    this.state.set(held);
    if (!held) this.lock.queue();
  });
  readonly isActive = this.state.asReadonly();

  constructor() {
    const attention = inject(Attention);
    this.lock.queue();
    effect(() => {
      if (attention.here() && !untracked(this.state)) this.lock.steal();
    });
    const gone = new AbortController();
    inject(DestroyRef).onDestroy(() => gone.abort());
    onPageFrozen(
      () => this.rest(),
      () => this.lock.queue(),
      gone.signal,
    );
  }

  private rest(): void {
    this.lock.giveUp();
    this.state.set(false);
  }
}

import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { Attention } from '../ui/attention.ts';

const LOCK = 'parley.lead';

/**
 * Of all tabs one leads: it sends the outbox and rings. The tab somebody looks at takes the lead, because browsers
 * slow down or stop those behind it; when the leading tab is closed, another one follows at once.
 * For a moment two may take themselves for the leader, so what a leader does must bear being done twice.
 */
@Injectable({ providedIn: 'root' })
export class LeadTab {
  private readonly state = signal(false);
  private waiting = new AbortController();
  /** The hold by which this tab leads. */
  private held: symbol | null = null;
  readonly leads = this.state.asReadonly();

  constructor() {
    const attention = inject(Attention);
    void this.queue();
    effect(() => {
      if (attention.here() && !untracked(this.state)) void this.takeOver();
    });
  }

  /** Leads once nobody else does. */
  private async queue(): Promise<void> {
    this.waiting = new AbortController();
    await this.hold({ signal: this.waiting.signal });
  }

  private async takeOver(): Promise<void> {
    this.waiting.abort();
    await this.hold({ steal: true });
  }

  private async hold(how: LockOptions): Promise<void> {
    // Browsers have locks on secure pages only; without them every tab works for itself.
    if (!('locks' in navigator)) {
      this.state.set(true);
      return;
    }
    const hold = Symbol();
    try {
      await navigator.locks.request(LOCK, how, () => {
        this.held = hold;
        this.state.set(true);
        return new Promise(() => undefined);
      });
    } catch {
      // Another tab took the lead; or this one took it from itself, or stopped waiting in order to take it.
      if (this.held !== hold) return;
      this.state.set(false);
      await this.queue();
    }
  }
}

import { DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { PageFocus } from '../ui/page-focus.ts';
import { onPageFrozen } from './frozen-page.ts';
import { TabLock } from './tab-lock.ts';

/** The same name in every version of the client: tabs of two builds must not both send the outbox. */
const LOCK = 'parley.lead';

/**
 * Elects the active tab: it alone sends the outbox and shows notifications. The tab that has the focus takes over,
 * because browsers slow down or stop background tabs; when the active tab is closed, another tab follows at once.
 * For a moment two tabs may both count as active, so what an active tab does must be safe to do twice.
 * The connection is another matter: it stays where it is (see `SharedTransport`).
 */
@Injectable({ providedIn: 'root' })
export class ActiveTab {
  private readonly state = signal(false);
  private readonly lock = new TabLock(LOCK, (isHeld) => {
    this.state.set(isHeld);
    if (!isHeld) this.lock.queue();
  });
  readonly isActive = this.state.asReadonly();

  constructor() {
    const attention = inject(PageFocus);
    this.lock.queue();
    effect(() => {
      if (attention.isFocused() && !untracked(this.state)) this.lock.steal();
    });
    const destroyed = new AbortController();
    inject(DestroyRef).onDestroy(() => destroyed.abort());
    onPageFrozen(
      () => this.giveUp(),
      () => this.lock.queue(),
      destroyed.signal,
    );
  }

  private giveUp(): void {
    this.lock.giveUp();
    this.state.set(false);
  }
}

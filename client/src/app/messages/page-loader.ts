import { signal } from '@angular/core';

/** Messages of a page of history, of a room or a thread. */
export const PAGE_MESSAGES = 60;

/** Loads pages of history, and holds whether the last page could not be loaded. */
export class PageLoader {
  readonly failed = signal(false);
  private loading = false;

  /** Loads a single page at a time: the edge of a list asks at every scroll. */
  async next(load: () => Promise<void>): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    await this.attempt(load);
    this.loading = false;
  }

  /** Loads another part of the history, also while a page is under way. */
  async attempt(load: () => Promise<void>): Promise<void> {
    this.failed.set(false);
    try {
      await load();
    } catch {
      this.failed.set(true);
    }
  }
}

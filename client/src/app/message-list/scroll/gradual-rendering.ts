import { afterNextRender, DestroyRef, type Injector, signal } from '@angular/core';

const FIRST_ROWS = 1;
const ROWS = 8;
/** Until the rest follows. */
const DELAY_MS = 100;

/**
 * What a list draws later: rows beyond its edges, and the buttons over messages. First what is read is built, laid out
 * and shown.
 */
export class GradualRendering {
  private readonly rows = signal(FIRST_ROWS);
  private readonly everything = signal(false);
  /** Rows beyond the edges that are drawn. */
  readonly overscan = this.rows.asReadonly();
  readonly isComplete = this.everything.asReadonly();

  constructor(injector: Injector) {
    afterNextRender(
      () => {
        const timer = setTimeout(() => {
          this.rows.set(ROWS);
          this.everything.set(true);
        }, DELAY_MS);
        injector.get(DestroyRef).onDestroy(() => clearTimeout(timer));
      },
      { injector },
    );
  }
}

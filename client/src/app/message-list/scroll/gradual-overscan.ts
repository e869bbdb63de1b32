import { afterNextRender, DestroyRef, type Injector, type Signal, signal } from '@angular/core';

const FIRST_ROWS = 1;
const ROWS = 8;
/** Until the other rows follow. */
const DELAY_MS = 100;

/** Rows beyond the edges that are drawn: few at first, so that what is seen is built, laid out and shown sooner. */
export function gradualOverscan(injector: Injector): Signal<number> {
  const rows = signal(FIRST_ROWS);
  afterNextRender(
    () => {
      const timer = setTimeout(() => rows.set(ROWS), DELAY_MS);
      injector.get(DestroyRef).onDestroy(() => clearTimeout(timer));
    },
    { injector },
  );
  return rows.asReadonly();
}

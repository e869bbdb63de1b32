import { computed, type Signal, signal } from '@angular/core';
import type { TimelineRow } from '../timeline-rows.ts';

/** A row to draw: its index, and pixels from the top of the list. */
interface DrawnItem {
  readonly key: unknown;
  readonly index: number;
  readonly start: number;
}

/** What the list draws: on the screen the rows in view, on paper all of them. */
export class PrintedRows {
  private readonly printing = signal(false);
  readonly isPrinting = this.printing.asReadonly();

  /** All rows. On paper the first row also names the day and its author. */
  readonly rows = computed(() => {
    const [first, ...others] = this.allRows();
    if (!first || !this.printing()) return this.allRows();
    const createdAt = (first.message ?? first.waiting)?.createdAt ?? null;
    return [{ ...first, grouped: false, day: first.day ?? createdAt }, ...others];
  });

  readonly items = computed<readonly DrawnItem[]>(() =>
    this.printing() ? this.allRows().map(({ key }, index) => ({ key, index, start: 0 })) : this.itemsInView(),
  );

  constructor(
    private readonly allRows: Signal<readonly TimelineRow[]>,
    private readonly itemsInView: () => readonly DrawnItem[],
  ) {}

  setPrinting(isPrinting: boolean): void {
    this.printing.set(isPrinting);
  }
}

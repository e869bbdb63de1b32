import { signal } from '@angular/core';
import type { TimelineRow } from '../timeline-rows.ts';

/** The distance from the end, in pixels, that still counts as being at the end. */
export const AT_END_PX = 60;

/** How far the reader has come in a list, measured after every scroll and every change of the rows. */
export class ReadingPosition {
  private readonly endReached = signal(false);
  private readonly seenRows = signal<readonly TimelineRow[] | null>(null);
  /** Whether the newest row is on the screen. */
  readonly atEnd = this.endReached.asReadonly();
  /** The rows of which the last has been on the screen at rest; null while another row is shown or aimed at. */
  readonly seenToEnd = this.seenRows.asReadonly();

  /** @param isAtRest false while the list still scrolls to a row by itself */
  update(scroller: HTMLElement, rows: readonly TimelineRow[], isAtRest: boolean): void {
    this.endReached.set(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= AT_END_PX);
    const isSeen = this.endReached() && isAtRest && showsRow(scroller, rows.length - 1);
    this.seenRows.set(isSeen ? rows : null);
  }
}

/** Measured, because before the list is laid out every scroll position is its end. */
function showsRow(scroller: HTMLElement, index: number): boolean {
  const row = scroller.querySelector(`[data-index="${index}"]`)?.getBoundingClientRect();
  const { top, bottom } = scroller.getBoundingClientRect();
  return row !== undefined && row.height > 0 && row.bottom > top && row.bottom <= bottom + AT_END_PX;
}

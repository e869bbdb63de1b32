import { computed, signal } from '@angular/core';
import type { TimelineRow } from '../timeline-rows.ts';
import type { Align } from './scroll-anchor.ts';

/** The distance from the end, in pixels, that still counts as being at the end. */
const AT_END_PX = 60;

type ScrollBox = Pick<HTMLElement, 'scrollTop' | 'scrollHeight' | 'clientHeight'>;

/**
 * How far the reader has come in a list, measured after every scroll and every change of the rows. A reader at the end
 * stays there however fast rows are added: only scrolling up or a jump to another row ends it, never a distance that
 * new rows or late heights have made.
 */
export class ReadingPosition {
  private readonly endReached = signal(false);
  private readonly followed = signal(false);
  private readonly seenRows = signal<readonly TimelineRow[] | null>(null);
  private before: Pick<ScrollBox, 'scrollTop' | 'scrollHeight'> = { scrollTop: 0, scrollHeight: 0 };
  /** Whether new rows are followed. */
  readonly follows = this.followed.asReadonly();
  /** Whether the newest row is on the screen, or about to be. */
  readonly atEnd = computed(() => this.endReached() || this.followed());
  /** The rows of which the last has been on the screen at rest; null while another row is shown or aimed at. */
  readonly seenToEnd = this.seenRows.asReadonly();

  /** The list goes to a row by itself. */
  aimAt(align: Align): void {
    this.followed.set(align === 'end');
  }

  /** @param list whether it rests, or still scrolls to a row by itself; whether its last row is the newest there is */
  update(
    scroller: HTMLElement,
    rows: readonly TimelineRow[],
    { isAtRest, hasNewest }: { isAtRest: boolean; hasNewest: boolean },
  ): void {
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= AT_END_PX;
    this.endReached.set(isAtEnd);
    if (!hasNewest) this.followed.set(false);
    else if (isAtRest && (isAtEnd || this.isScrolledUp(scroller))) this.followed.set(isAtEnd);
    this.before = { scrollTop: scroller.scrollTop, scrollHeight: scroller.scrollHeight };
    const isSeen = isAtEnd && isAtRest && showsRow(scroller, rows.length - 1);
    this.seenRows.set(isSeen ? rows : null);
  }

  /** Rows that shrink or are removed above move the list up as well, but shorten it. */
  private isScrolledUp({ scrollTop, scrollHeight }: ScrollBox): boolean {
    return scrollTop < this.before.scrollTop - 1 && scrollHeight >= this.before.scrollHeight;
  }
}

/** Measured, because before the list is laid out every scroll position is its end. */
function showsRow(scroller: HTMLElement, index: number): boolean {
  const row = scroller.querySelector(`[data-index="${index}"]`)?.getBoundingClientRect();
  const { top, bottom } = scroller.getBoundingClientRect();
  return row !== undefined && row.height > 0 && row.bottom > top && row.bottom <= bottom + AT_END_PX;
}

import type { AngularVirtualizer } from '@tanstack/angular-virtual';
import type { VisibleRange } from '../keyboard/list-keys.ts';
import type { TimelineRow } from '../timeline-rows.ts';

/** Height of the floating day: a row underneath it does not count as visible. */
const DAY_PILL_PX = 36;
/** Pixels by which a day separator may have left the screen while the floating day stays hidden. */
const SEPARATOR_TOLERANCE_PX = 20;

/** The rows on the screen. */
export class VisibleRows {
  constructor(
    private readonly rows: () => readonly TimelineRow[],
    private readonly virtualizer: AngularVirtualizer<HTMLElement, HTMLElement>,
  ) {}

  /** How far the list is scrolled. */
  topPx(): number {
    return this.virtualizer.scrollOffset() ?? 0;
  }

  range(): VisibleRange {
    return {
      first: this.first()?.index ?? 0,
      last: this.virtualizer.range()?.endIndex ?? 0,
      count: this.rows().length,
    };
  }

  /** The seq of the topmost message. */
  topSeq(): number | null {
    return this.rows()[this.first()?.index ?? -1]?.message?.seq ?? null;
  }

  /** A time of the day that the topmost row belongs to; null while the separator of that day is on the screen. */
  timeAtTop(): string | null {
    const item = this.first();
    const row = this.rows()[item?.index ?? -1];
    const hasVisibleSeparator = row?.day && item && item.start >= this.topPx() - SEPARATOR_TOLERANCE_PX;
    return hasVisibleSeparator ? null : ((row?.message ?? row?.waiting)?.createdAt ?? null);
  }

  private first() {
    const top = this.topPx();
    return this.virtualizer.getVirtualItems().find(({ end }) => end > top + DAY_PILL_PX);
  }
}

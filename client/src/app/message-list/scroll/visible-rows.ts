import type { AngularVirtualizer } from '@tanstack/angular-virtual';
import type { VisibleRange } from '../keyboard/list-keys.ts';
import type { TimelineRow } from '../timeline-rows.ts';

/** Height of the floating day: a row underneath it does not count as visible. */
const DAY_PILL_PX = 36;
/** From the top of a row to the lower edge of the words of its day separator. */
const SEPARATOR_TEXT_PX = 38;

/** Where a list is scrolled to: the topmost message, and how much of its row is above the edge, in pixels. */
export interface ListPosition {
  readonly seq: number;
  readonly hiddenPx: number;
}

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

  /** Null where the topmost row is no message of the server. */
  position(): ListPosition | null {
    const first = this.first();
    const seq = this.rows()[first?.index ?? -1]?.message?.seq;
    return first && seq !== undefined ? { seq, hiddenPx: this.topPx() - first.start } : null;
  }

  /** A time of the day that the topmost row belongs to; null while a day separator stands where it would be shown. */
  timeAtTop(): string | null {
    const top = this.topPx();
    const isCovered = this.virtualizer
      .getVirtualItems()
      .some(
        ({ index, start }) => this.rows()[index]?.day && start + SEPARATOR_TEXT_PX > top && start < top + DAY_PILL_PX,
      );
    const row = this.rows()[this.first()?.index ?? -1];
    return isCovered ? null : ((row?.message ?? row?.waiting)?.createdAt ?? null);
  }

  private first() {
    const top = this.topPx();
    return this.virtualizer.getVirtualItems().find(({ end }) => end > top + DAY_PILL_PX);
  }
}

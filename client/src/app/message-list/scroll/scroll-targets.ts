import { signal } from '@angular/core';
import type { CollapsedMessages } from '../row/collapsed-messages.ts';
import type { TimelineRow } from '../timeline-rows.ts';
import type { Align, ScrollAnchor } from './scroll-anchor.ts';
import type { ListPosition } from './visible-rows.ts';

/** How long a message that was scrolled to stays highlighted. */
const HIGHLIGHT_MS = 2500;

/** Brings a row of the list onto the screen: the newest, a message, or the first unread message. */
export class ScrollTargets {
  private readonly highlightedKey = signal<string | null>(null);
  /** The key of the row that was scrolled to a moment ago. */
  readonly highlighted = this.highlightedKey.asReadonly();

  constructor(
    private readonly rows: () => readonly TimelineRow[],
    private readonly collapsed: CollapsedMessages,
    private readonly anchor: ScrollAnchor,
  ) {}

  /** The row that a list opens at. */
  first(startAt: number | null): { index: number; align: Align } {
    const index = startAt === null ? -1 : this.indexOf(startAt);
    if (index >= 0) return { index, align: 'center' };
    const unread = this.rows().findIndex((row) => row.firstUnread);
    return unread >= 0 ? { index: unread, align: 'start' } : { index: this.rows().length - 1, align: 'end' };
  }

  /** Shows the message at `startAt`, else the first unread message, else the end. */
  open(startAt: number | null): void {
    if (startAt !== null && this.indexOf(startAt) >= 0) this.showMessage(startAt);
    else if (this.rows().some((row) => row.firstUnread))
      this.anchor.holdAt('start', () => this.rows().findIndex((row) => row.firstUnread));
    else this.showEnd();
  }

  showEnd(): void {
    this.anchor.holdAt('end', () => this.rows().length - 1);
  }

  /** Shows a message in the middle, expanded, and highlights it. */
  showMessage(seq: number): void {
    const index = () => this.indexOf(seq);
    const isTall = this.collapsed.expand(this.rows()[index()]);
    this.anchor.holdAt(isTall ? 'start' : 'center', index, () => {
      this.highlightedKey.set(this.rows()[index()]?.key ?? null);
      setTimeout(() => this.highlightedKey.set(null), HIGHLIGHT_MS);
    });
  }

  /** Scrolls to where the list was. */
  showPosition({ seq, hiddenPx }: ListPosition): void {
    this.anchor.holdAt('start', () => this.indexOf(seq), undefined, hiddenPx);
  }

  showStartOf({ key }: TimelineRow): void {
    this.anchor.holdAt('start', () => this.rows().findIndex((row) => row.key === key));
  }

  /** The index of the row of a message, or of the next row when it has none of its own; -1 for none. */
  private indexOf(seq: number): number {
    return this.rows().findIndex(({ message }) => message && message.seq >= seq);
  }
}

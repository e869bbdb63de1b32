import { type Signal, signal } from '@angular/core';
import { isLong } from './row-height.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** Of a long message only the beginning is shown, or all. */
export type CollapseState = 'collapsed' | 'expanded';

/** Frames in which what is unfolded has been drawn and measured. */
const SETTLE_FRAMES = 3;

/** The long messages of a list: folded, until one wants to see them as a whole. */
export class CollapsedMessages {
  /** Keys of rows. */
  private readonly expandedKeys = signal<ReadonlySet<string>>(new Set());
  private readonly isSettling = signal(false);
  /** One has just become longer or shorter. */
  readonly isResizing = this.isSettling.asReadonly();

  /** @param width of the list, in pixels */
  constructor(private readonly width: Signal<number>) {}

  /** How much of a row is shown; null where there is nothing to fold. */
  stateOf(row: TimelineRow): CollapseState | null {
    if (!isLong(row, this.width())) return null;
    return this.expandedKeys().has(row.key) ? 'expanded' : 'collapsed';
  }

  /** @returns whether it is a long one */
  expand(row: TimelineRow | undefined): boolean {
    const fold = row ? this.stateOf(row) : null;
    if (row && fold === 'collapsed') this.toggle(row);
    return fold !== null;
  }

  /** @returns whether it is shown as a whole now */
  toggle({ key }: TimelineRow): boolean {
    const keys = new Set(this.expandedKeys());
    const isUnfolded = !keys.delete(key);
    if (isUnfolded) keys.add(key);
    this.expandedKeys.set(keys);
    this.isSettling.set(true);
    this.settle(SETTLE_FRAMES);
    return isUnfolded;
  }

  private settle(frames: number): void {
    if (frames === 0) this.isSettling.set(false);
    else requestAnimationFrame(() => this.settle(frames - 1));
  }
}

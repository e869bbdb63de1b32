import { type Signal, signal } from '@angular/core';
import { isLong } from './row-height.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** Of a long message only the beginning is shown, or all. */
export type Fold = 'folded' | 'unfolded';

/** Frames in which what is unfolded has been drawn and measured. */
const DRAWN = 3;

/** The long messages of a list: folded, until one wants to see them as a whole. */
export class CollapsedMessages {
  /** Keys of rows. */
  private readonly unfolded = signal<ReadonlySet<string>>(new Set());
  private readonly state = signal(false);
  /** One has just become longer or shorter. */
  readonly changing = this.state.asReadonly();

  /** @param width of the list, in pixels */
  constructor(private readonly width: Signal<number>) {}

  /** How much of a row is shown; null where there is nothing to fold. */
  foldOf(row: TimelineRow): Fold | null {
    if (!isLong(row, this.width())) return null;
    return this.unfolded().has(row.key) ? 'unfolded' : 'folded';
  }

  /** @returns whether it is a long one */
  unfold(row: TimelineRow | undefined): boolean {
    const fold = row ? this.foldOf(row) : null;
    if (row && fold === 'folded') this.toggle(row);
    return fold !== null;
  }

  /** @returns whether it is shown as a whole now */
  toggle({ key }: TimelineRow): boolean {
    const keys = new Set(this.unfolded());
    const isUnfolded = !keys.delete(key);
    if (isUnfolded) keys.add(key);
    this.unfolded.set(keys);
    this.state.set(true);
    this.settle(DRAWN);
    return isUnfolded;
  }

  private settle(frames: number): void {
    if (frames === 0) this.state.set(false);
    else requestAnimationFrame(() => this.settle(frames - 1));
  }
}

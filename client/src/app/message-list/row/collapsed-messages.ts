import { type Signal, signal } from '@angular/core';
import { isLong } from './row-height.ts';
import type { TimelineRow } from '../timeline-rows.ts';

/** Whether a long message shows only its beginning, or all of its text. */
export type CollapseState = 'collapsed' | 'expanded';

/** Frames until an expanded message has been drawn and measured. */
const MEASURE_FRAMES = 3;

/** The long messages of a list: collapsed until the reader expands them. */
export class CollapsedMessages {
  /** Keys of rows. */
  private readonly expandedKeys = signal<ReadonlySet<string>>(new Set());
  private readonly resizing = signal(false);
  /** Whether a message is being expanded or collapsed right now. */
  readonly isResizing = this.resizing.asReadonly();

  /** @param width of the list, in pixels */
  constructor(private readonly width: Signal<number>) {}

  /** How much of a row is shown; null when the row is not long. */
  stateOf(row: TimelineRow): CollapseState | null {
    if (!isLong(row, this.width())) return null;
    return this.expandedKeys().has(row.key) ? 'expanded' : 'collapsed';
  }

  /** @returns whether the row is long */
  expand(row: TimelineRow | undefined): boolean {
    const state = row ? this.stateOf(row) : null;
    if (row && state === 'collapsed') this.toggle(row);
    return state !== null;
  }

  /** @returns whether the row is expanded now */
  toggle({ key }: TimelineRow): boolean {
    const keys = new Set(this.expandedKeys());
    const isExpanded = !keys.delete(key);
    if (isExpanded) keys.add(key);
    this.expandedKeys.set(keys);
    this.resizing.set(true);
    this.endResizingAfter(MEASURE_FRAMES);
    return isExpanded;
  }

  private endResizingAfter(frames: number): void {
    if (frames === 0) this.resizing.set(false);
    else requestAnimationFrame(() => this.endResizingAfter(frames - 1));
  }
}

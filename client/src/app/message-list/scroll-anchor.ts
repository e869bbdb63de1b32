import { afterNextRender, type Injector, signal } from '@angular/core';

/** Frames in which a place that was scrolled to is held. */
const HOLD_FRAMES = 8;

export type Align = 'start' | 'center' | 'end';

interface AnchorTarget {
  align: Align;
  find: () => number;
}

/**
 * Scrolls to a row and keeps it there for some frames, while guessed heights become real ones. Pages wait until
 * then: the virtualizer aims at an index, and a page that joins above would make it another row's.
 */
export class ScrollAnchor {
  private readonly isBusy = signal(true);
  private target?: AnchorTarget;
  /** Also before the first place is found. */
  readonly busy = this.isBusy.asReadonly();

  constructor(
    private readonly scrollTo: (index: number, align: Align) => void,
    private readonly injector: Injector,
  ) {}

  /** @param find the index of the row, asked anew in each frame; less than 0 for none */
  holdAt(align: Align, find: () => number, placed?: () => void): void {
    this.isBusy.set(true);
    const first = () => {
      this.isBusy.set(true);
      this.target = { align, find };
      this.hold(this.target, HOLD_FRAMES);
      placed?.();
    };
    afterNextRender(first, { injector: this.injector });
  }

  /** Whoever moves the list by hand is not held. */
  release(): void {
    if (!this.target) return;
    this.target = undefined;
    this.isBusy.set(false);
  }

  private hold(place: AnchorTarget, frames: number): void {
    if (place !== this.target) return;
    const index = place.find();
    if (index >= 0) this.scrollTo(index, place.align);
    if (frames > 0) requestAnimationFrame(() => this.hold(place, frames - 1));
    else this.release();
  }
}

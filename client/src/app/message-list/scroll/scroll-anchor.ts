import { afterNextRender, type Injector, signal } from '@angular/core';

/** Frames for which the list is held at the target. */
const HOLD_FRAMES = 8;

export type Align = 'start' | 'center' | 'end';

interface AnchorTarget {
  align: Align;
  find: () => number;
  /** How much of the row is above the edge, in pixels; for `start`. */
  hiddenPx: number;
}

/**
 * Scrolls to a row and holds it there for some frames, while estimated heights are replaced by measured heights. Pages
 * wait until then: the virtualizer aims at an index, and a page that joins above would shift it.
 */
export class ScrollAnchor {
  private readonly isBusy = signal(true);
  private target?: AnchorTarget;
  /** True also before the first target is reached. */
  readonly busy = this.isBusy.asReadonly();

  constructor(
    private readonly scrollTo: (index: number, align: Align, hiddenPx: number) => void,
    private readonly injector: Injector,
  ) {}

  /** @param find the index of the row, asked anew in each frame; less than 0 for none */
  holdAt(align: Align, find: () => number, onReached?: () => void, hiddenPx = 0): void {
    this.isBusy.set(true);
    const first = () => {
      this.isBusy.set(true);
      this.target = { align, find, hiddenPx };
      this.hold(this.target, HOLD_FRAMES);
      onReached?.();
    };
    afterNextRender(first, { injector: this.injector });
  }

  /** Stops holding, for instance because the reader scrolls. */
  release(): void {
    if (!this.target) return;
    this.target = undefined;
    this.isBusy.set(false);
  }

  private hold(target: AnchorTarget, frames: number): void {
    if (target !== this.target) return;
    const index = target.find();
    if (index >= 0) this.scrollTo(index, target.align, target.hiddenPx);
    if (frames > 0) requestAnimationFrame(() => this.hold(target, frames - 1));
    else this.release();
  }
}

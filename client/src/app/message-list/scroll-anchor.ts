import { afterNextRender, type Injector, signal } from '@angular/core';

/** Frames in which a place that was scrolled to is held. */
const SETTLING = 8;

export type Align = 'start' | 'center' | 'end';

interface Place {
  align: Align;
  find: () => number;
}

/**
 * Scrolls to a row and keeps it there for some frames, while guessed heights become real ones. Pages wait until
 * then: the virtualizer aims at an index, and a page that joins above would make it another row's.
 */
export class ScrollAnchor {
  private readonly state = signal(true);
  private held?: Place;
  /** Also before the first place is found. */
  readonly busy = this.state.asReadonly();

  constructor(
    private readonly scrollTo: (index: number, align: Align) => void,
    private readonly injector: Injector,
  ) {}

  /** @param find the index of the row, asked anew in each frame; less than 0 for none */
  at(align: Align, find: () => number, placed?: () => void): void {
    this.state.set(true);
    const first = () => {
      this.state.set(true);
      this.held = { align, find };
      this.hold(this.held, SETTLING);
      placed?.();
    };
    afterNextRender(first, { injector: this.injector });
  }

  /** Whoever moves the list by hand is not held. */
  letGo(): void {
    if (!this.held) return;
    this.held = undefined;
    this.state.set(false);
  }

  private hold(place: Place, frames: number): void {
    if (place !== this.held) return;
    const index = place.find();
    if (index >= 0) this.scrollTo(index, place.align);
    if (frames > 0) requestAnimationFrame(() => this.hold(place, frames - 1));
    else this.letGo();
  }
}

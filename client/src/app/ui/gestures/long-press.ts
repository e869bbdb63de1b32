import { DestroyRef, Directive, ElementRef, inject, input, output } from '@angular/core';

/** So long a finger stays on something that it means, in milliseconds: a little less than the browser's own long press. */
const LONG_PRESS_MS = 420;
/** Fingers never lie quite still: within so many pixels they do. */
const MAX_MOVE_PX = 10;
/** What has a long press of its own, or is dragged. */
const EXCLUDED = 'a[href], input, textarea, select, audio, video, [role="slider"]';

/** A finger that stays on something. What it is lifted from then is not pressed, and its moves mean nothing more. */
@Directive({ selector: '[parleyLongPress]' })
export class LongPress {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** What one may hold: the nearest such element under the finger. */
  readonly parleyLongPress = input.required<string>();
  readonly longPressed = output<HTMLElement>();

  private begin: { x: number; y: number } | null = null;
  private timer = 0;
  private isHeld = false;

  constructor() {
    const ending = new AbortController();
    inject(DestroyRef).onDestroy(() => {
      this.drop();
      ending.abort();
    });
    // Before any other that looks at fingers here.
    const options = { passive: true, capture: true, signal: ending.signal };
    this.host.addEventListener('touchstart', (event) => this.touch(event), options);
    this.host.addEventListener('touchmove', (event) => this.move(event), options);
    this.host.addEventListener('touchcancel', () => this.drop(), options);
    this.host.addEventListener('touchend', (event) => this.release(event), { ...options, passive: false });
    this.host.addEventListener('contextmenu', (event) => this.isHeld && event.preventDefault(), options);
  }

  private touch({ touches, target }: TouchEvent): void {
    this.drop();
    const [finger] = touches;
    if (!finger || touches.length > 1 || !(target instanceof Element) || target.closest(EXCLUDED)) return;
    const meant = target.closest<HTMLElement>(this.parleyLongPress());
    if (!meant) return;
    this.begin = { x: finger.clientX, y: finger.clientY };
    this.timer = window.setTimeout(() => this.hold(meant), LONG_PRESS_MS);
  }

  private move(event: TouchEvent): void {
    if (this.isHeld) return event.stopPropagation();
    const [finger] = event.touches;
    if (!this.begin || !finger) return;
    if (Math.hypot(finger.clientX - this.begin.x, finger.clientY - this.begin.y) > MAX_MOVE_PX) this.drop();
  }

  private hold(meant: HTMLElement): void {
    this.isHeld = true;
    this.longPressed.emit(meant);
  }

  private release(event: TouchEvent): void {
    // Else whatever has opened under the finger would be pressed by it.
    if (this.isHeld && event.cancelable) event.preventDefault();
    this.drop();
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.begin = null;
    this.isHeld = false;
  }
}

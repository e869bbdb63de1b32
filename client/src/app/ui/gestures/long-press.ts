import { DestroyRef, Directive, ElementRef, inject, input, output } from '@angular/core';

/** A little less than the browser's own long press. */
const LONG_PRESS_MS = 420;
/** Movement that a resting finger may have. */
const MAX_MOVE_PX = 10;
/** Elements with a long press of their own, or that are dragged. */
const EXCLUDED = 'a[href], input, textarea, select, audio, video, [role="slider"]';

/** Emits after a long press. The release then causes no click, and further movement no scrolling or swipe. */
@Directive({ selector: '[parleyLongPress]' })
export class LongPress {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** Selector of the elements that can be pressed: the nearest ancestor of the touched element. */
  readonly parleyLongPress = input.required<string>();
  readonly longPressed = output<HTMLElement>();

  private begin: { x: number; y: number } | null = null;
  private timer = 0;
  private isPressed = false;

  constructor() {
    const ending = new AbortController();
    inject(DestroyRef).onDestroy(() => {
      this.drop();
      ending.abort();
    });
    // In the capture phase, before other listeners for touches.
    const options = { passive: true, capture: true, signal: ending.signal };
    this.host.addEventListener('touchstart', (event) => this.touch(event), options);
    this.host.addEventListener('touchmove', (event) => this.move(event), options);
    this.host.addEventListener('touchcancel', () => this.drop(), options);
    this.host.addEventListener('touchend', (event) => this.release(event), { ...options, passive: false });
    this.host.addEventListener('contextmenu', (event) => this.isPressed && event.preventDefault(), options);
  }

  private touch({ touches, target }: TouchEvent): void {
    this.drop();
    const [finger] = touches;
    if (!finger || touches.length > 1 || !(target instanceof Element) || target.closest(EXCLUDED)) return;
    const pressed = target.closest<HTMLElement>(this.parleyLongPress());
    if (!pressed) return;
    this.begin = { x: finger.clientX, y: finger.clientY };
    this.timer = window.setTimeout(() => this.press(pressed), LONG_PRESS_MS);
  }

  private move(event: TouchEvent): void {
    if (this.isPressed) return event.stopPropagation();
    const [finger] = event.touches;
    if (!this.begin || !finger) return;
    if (Math.hypot(finger.clientX - this.begin.x, finger.clientY - this.begin.y) > MAX_MOVE_PX) this.drop();
  }

  private press(pressed: HTMLElement): void {
    this.isPressed = true;
    this.longPressed.emit(pressed);
  }

  private release(event: TouchEvent): void {
    // Otherwise the release would click what has opened under the finger.
    if (this.isPressed && event.cancelable) event.preventDefault();
    this.drop();
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.begin = null;
    this.isPressed = false;
  }
}

import { DestroyRef, Directive, ElementRef, inject, input, output } from '@angular/core';

/** Width of the screen's edges, where gestures of the system begin. */
const EDGE_PX = 28;
/** Movement from which a gesture is recognized. */
const MIN_MOVE_PX = 12;
/** A swipe moves so many times as far sideways as up or down. */
const MIN_SLOPE = 2;
/** Distance from which a release counts as a swipe. */
const SWIPE_PX = 72;
/** Elements that scroll, are dragged, or hold text to select. */
const EXCLUDED = 'input, textarea, select, audio, video, [role="slider"], [contenteditable="true"]';

/**
 * Emits when a finger swipes over this element towards the `end` of the line (right in left-to-right scripts) or its
 * `start`. Scrolling, selecting text, players, wide code and the edges of the screen are left alone.
 */
@Directive({
  selector: '[parleySwipe]',
  // Scrolling up and down and zooming stay with the browser.
  host: { '[style.touch-action]': "'pan-y pinch-zoom'" },
})
export class Swipe {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly parleySwipe = input.required<'start' | 'end'>();
  /** Selector of the ancestor of the touched element that follows the finger; without it, this element does. */
  readonly swipeMoves = input<string>();
  /** Media query under which swipes are recognized. */
  readonly swipeWhen = input('(pointer: coarse)');
  /** The element that has followed the finger. */
  readonly swiped = output<HTMLElement>();

  private moved: HTMLElement | null = null;
  private begin: { x: number; y: number } | null = null;
  private by = 0;

  constructor() {
    const ending = new AbortController();
    const options = { passive: true, signal: ending.signal };
    inject(DestroyRef).onDestroy(() => ending.abort());
    this.host.addEventListener('touchstart', (event) => this.touch(event), options);
    this.host.addEventListener('touchmove', (event) => this.move(event), options);
    this.host.addEventListener('touchend', () => this.release(), options);
    this.host.addEventListener('touchcancel', () => this.drop(), options);
  }

  private touch({ touches, target }: TouchEvent): void {
    this.drop();
    const [finger] = touches;
    if (!finger || touches.length > 1 || !(target instanceof Element)) return;
    const { clientX: x, clientY: y } = finger;
    if (x < EDGE_PX || x > window.innerWidth - EDGE_PX || !window.matchMedia(this.swipeWhen()).matches) return;
    if (!isSelectingText() && !isExcluded(target, this.host)) this.begin = { x, y };
  }

  private move({ touches, target }: TouchEvent): void {
    const [finger] = touches;
    if (!this.begin || !finger) return;
    if (touches.length > 1 || isSelectingText()) return this.drop();
    const x = finger.clientX - this.begin.x;
    const y = finger.clientY - this.begin.y;
    if (!this.moved && Math.hypot(x, y) < MIN_MOVE_PX) return;
    this.by = x * this.direction();
    // The first clear movement decides for the whole touch whether it is a swipe.
    if (!this.moved && (this.by <= 0 || Math.abs(x) < MIN_SLOPE * Math.abs(y))) return this.drop();
    this.moved ??= this.following(target);
    if (!this.moved) return this.drop();
    this.show(Math.max(0, this.by));
  }

  private release(): void {
    const moved = this.moved;
    const isFar = this.by >= SWIPE_PX;
    this.drop();
    if (moved && isFar) this.swiped.emit(moved);
  }

  private drop(): void {
    this.moved?.style.removeProperty('translate');
    this.moved = null;
    this.begin = null;
    this.by = 0;
  }

  private show(by: number): void {
    if (!this.moved || window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    this.moved.style.translate = `${by * this.direction()}px`;
  }

  private following(target: EventTarget | null): HTMLElement | null {
    const selector = this.swipeMoves();
    if (!selector) return this.host;
    return target instanceof Element ? target.closest<HTMLElement>(selector) : null;
  }

  /** 1 when the swipe goes to the right, -1 when to the left. */
  private direction(): 1 | -1 {
    const isLeftToRight = getComputedStyle(this.host).direction === 'ltr';
    return isLeftToRight === (this.parleySwipe() === 'end') ? 1 : -1;
  }
}

const isSelectingText = (): boolean => document.getSelection()?.isCollapsed === false;

function isExcluded(target: Element, host: HTMLElement): boolean {
  if (target.closest(EXCLUDED)) return true;
  for (let at: Element | null = target; at && at !== host; at = at.parentElement) {
    const isWide = at.scrollWidth > at.clientWidth + 1;
    if (isWide && /auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
  }
  return false;
}

import { DestroyRef, Directive, ElementRef, inject, input, output } from '@angular/core';

/** The system's own gestures begin at the edges of the screen, in pixels. */
const EDGE_PX = 28;
/** From here on a finger means something. */
const MIN_MOVE_PX = 12;
/** Sideways by so much more than up or down. */
const MIN_SLOPE = 2;
/** So far, in pixels, and a finger that is let go of has swiped. */
const SWIPE_PX = 72;
/** What moves sideways by itself, and what one drags or marks. */
const EXCLUDED = 'input, textarea, select, audio, video, [role="slider"], [contenteditable="true"]';

/**
 * A finger that moves sideways over this element: towards the `end` of the line (to the right, where one writes to the
 * right) or the `start` of it. Scrolling, marking words, players, wide code and the system's edges keep their fingers.
 */
@Directive({
  selector: '[parleySwipe]',
  // Up, down and zooming stay the browser's; what moves sideways is told to us.
  host: { '[style.touch-action]': "'pan-y pinch-zoom'" },
})
export class Swipe {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly parleySwipe = input.required<'start' | 'end'>();
  /** What follows the finger: the nearest such element around it. Without one the element itself does. */
  readonly swipeMoves = input<string>();
  /** Only while this holds. */
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
    if (!isMarking() && !hasItsOwnWay(target, this.host)) this.begin = { x, y };
  }

  private move({ touches, target }: TouchEvent): void {
    const [finger] = touches;
    if (!this.begin || !finger) return;
    if (touches.length > 1 || isMarking()) return this.drop();
    const x = finger.clientX - this.begin.x;
    const y = finger.clientY - this.begin.y;
    if (!this.moved && Math.hypot(x, y) < MIN_MOVE_PX) return;
    this.by = x * this.direction();
    // The first clear move decides: it is ours, or somebody else's to its end.
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

  /** 1 where the wanted way is to the right. */
  private direction(): 1 | -1 {
    const isLeftToRight = getComputedStyle(this.host).direction === 'ltr';
    return isLeftToRight === (this.parleySwipe() === 'end') ? 1 : -1;
  }
}

const isMarking = (): boolean => document.getSelection()?.isCollapsed === false;

function hasItsOwnWay(target: Element, host: HTMLElement): boolean {
  if (target.closest(EXCLUDED)) return true;
  for (let at: Element | null = target; at && at !== host; at = at.parentElement) {
    const isWide = at.scrollWidth > at.clientWidth + 1;
    if (isWide && /auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
  }
  return false;
}

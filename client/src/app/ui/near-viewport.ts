import { afterNextRender, DestroyRef, Directive, ElementRef, inject, input, signal } from '@angular/core';

/** Says once that an element has come near what one sees of the box it scrolls in, so that its contents can wait. */
@Directive({ selector: '[parleyNearViewport]', exportAs: 'nearViewport' })
export class NearViewport {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** The box that scrolls. */
  readonly parleyNearViewport = input.required<HTMLElement>();
  private readonly state = signal(false);
  readonly isNear = this.state.asReadonly();

  constructor() {
    const owner = inject(DestroyRef);
    afterNextRender(() => {
      const come = (entries: IntersectionObserverEntry[]) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        this.state.set(true);
        observer.disconnect();
      };
      const observer = new IntersectionObserver(come, { root: this.parleyNearViewport(), rootMargin: '50% 0px' });
      observer.observe(this.host);
      owner.onDestroy(() => observer.disconnect());
    });
  }
}

import { afterNextRender, DestroyRef, Directive, ElementRef, inject, input, signal } from '@angular/core';

/** Whether an element has come near the visible part of its scroll container, so that its content is drawn only then. */
@Directive({ selector: '[parleyNearViewport]', exportAs: 'nearViewport' })
export class NearViewport {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** The scroll container. */
  readonly parleyNearViewport = input.required<HTMLElement>();
  private readonly state = signal(false);
  readonly isNear = this.state.asReadonly();

  constructor() {
    const owner = inject(DestroyRef);
    afterNextRender(() => {
      const onIntersect = (entries: IntersectionObserverEntry[]) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        this.state.set(true);
        observer.disconnect();
      };
      const observer = new IntersectionObserver(onIntersect, {
        root: this.parleyNearViewport(),
        rootMargin: '50% 0px',
      });
      observer.observe(this.host);
      owner.onDestroy(() => observer.disconnect());
    });
  }
}

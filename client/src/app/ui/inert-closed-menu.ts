import { Directive, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatMenuTrigger } from '@angular/material/menu';

/**
 * A menu that fades out still hears the arrow keys, and would take the focus with it into nothing: whoever goes on with
 * the keys at once would lose one. So it may hold no focus until it opens again.
 */
@Directive({ selector: '[matMenuTriggerFor]' })
export class InertClosedMenu {
  constructor() {
    const trigger = inject(MatMenuTrigger);
    const hold = (inert: boolean) =>
      document.getElementById(trigger.menu?.panelId ?? '')?.toggleAttribute('inert', inert);
    trigger.menuOpened.pipe(takeUntilDestroyed()).subscribe(() => hold(false));
    trigger.menuClosed.pipe(takeUntilDestroyed()).subscribe(() => hold(true));
  }
}

import { Directive, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatMenuTrigger } from '@angular/material/menu';

/**
 * Makes a closed menu inert until it opens again. While it fades out it would still handle arrow keys and take the focus
 * with it when it is removed, so that a key pressed right after closing would be lost.
 */
@Directive({ selector: '[matMenuTriggerFor]' })
export class InertClosedMenu {
  constructor() {
    const trigger = inject(MatMenuTrigger);
    const setInert = (inert: boolean) =>
      document.getElementById(trigger.menu?.panelId ?? '')?.toggleAttribute('inert', inert);
    trigger.menuOpened.pipe(takeUntilDestroyed()).subscribe(() => setInert(false));
    trigger.menuClosed.pipe(takeUntilDestroyed()).subscribe(() => setInert(true));
  }
}

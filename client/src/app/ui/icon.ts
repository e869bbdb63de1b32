import { Component, computed, input } from '@angular/core';
import { type IconName, ICONS } from './icons.ts';

/** Decoration only: whatever it stands beside or in carries the words. */
@Component({
  selector: 'parley-icon',
  host: { 'aria-hidden': 'true' },
  template: `<svg viewBox="0 0 24 24" focusable="false">
    <path [attr.d]="path()" [class.dots]="name() === 'more'" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      width: 1.25rem;
      height: 1.25rem;
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.8;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    .dots {
      stroke-width: 2.8;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly path = computed(() => ICONS[this.name()]);
}

import { Component, computed, input } from '@angular/core';
import { type IconName, ICONS } from './icons.ts';

/** They point along the line of writing, and so the other way where that runs from right to left. */
const AHEAD: ReadonlySet<IconName> = new Set<IconName>(['back', 'forward', 'list', 'reply', 'send', 'sign-out']);

/** Decoration only: whatever it stands beside or in carries the words. */
@Component({
  selector: 'parley-icon',
  host: { 'aria-hidden': 'true' },
  template: `<svg viewBox="0 0 24 24" focusable="false" [class.ahead]="ahead()">
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
    .ahead:dir(rtl) {
      scale: -1 1;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly ahead = computed(() => AHEAD.has(this.name()));
  protected readonly path = computed(() => ICONS[this.name()]);
}

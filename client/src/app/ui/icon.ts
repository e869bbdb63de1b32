import { Component, computed, input } from '@angular/core';
import { type IconName, ICONS } from './icons.ts';

/** Icons that are mirrored in right-to-left scripts. */
const MIRRORED: ReadonlySet<IconName> = new Set<IconName>(['back', 'forward', 'list', 'reply', 'send', 'sign-out']);

/** A decorative icon; the element around it or text beside it has the name. */
@Component({
  selector: 'parley-icon',
  host: { 'aria-hidden': 'true' },
  template: `<svg viewBox="0 0 24 24" focusable="false" [class.mirrored]="mirrored()">
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
    .mirrored:dir(rtl) {
      scale: -1 1;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly mirrored = computed(() => MIRRORED.has(this.name()));
  protected readonly path = computed(() => ICONS[this.name()]);
}

import { Component, inject, input } from '@angular/core';
import { Texts } from '../../i18n/texts.ts';

/** Placeholders for rows that are being loaded. */
@Component({
  selector: 'parley-skeleton-rows',
  host: { role: 'status', '[attr.aria-label]': "t('loading')" },
  template: `
    @for (width of widths.slice(0, count()); track $index) {
      <div><i></i><span [style.width.%]="width"></span></div>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 1.25rem;
      padding-block: 0.75rem;
    }
    div {
      display: flex;
      align-items: center;
      gap: 0.75rem;
      animation: pulse 1.4s ease-in-out infinite alternate;
    }
    i {
      flex: none;
      width: var(--parley-skeleton-mark, 36px);
      height: var(--parley-skeleton-mark, 36px);
      border-radius: 34%;
    }
    span {
      height: 0.875rem;
      border-radius: 6px;
    }
    i,
    span {
      background: var(--mat-sys-surface-container-high);
    }
    @keyframes pulse {
      to {
        opacity: 0.45;
      }
    }
  `,
})
export class SkeletonRows {
  protected readonly t = inject(Texts).t;
  readonly count = input(5);
  protected readonly widths = [62, 44, 70, 52, 38, 58];
}

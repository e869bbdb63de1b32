import { Component, input } from '@angular/core';
import { Icon } from '../icon.ts';
import type { IconName } from '../icons.ts';

/** An unobtrusive hint; its actions are projected. */
@Component({
  selector: 'parley-hint-card',
  imports: [Icon],
  template: `
    <parley-icon [name]="icon()" />
    <div>
      <p class="heading">{{ heading() }}</p>
      <p>{{ text() }}</p>
      <div class="actions"><ng-content /></div>
    </div>
  `,
  styles: `
    :host {
      display: flex;
      gap: 0.75rem;
      padding: 0.75rem 0.875rem;
      font-size: 0.8125rem;
      color: var(--mat-sys-on-secondary-container);
      background: var(--mat-sys-secondary-container);
      border-radius: var(--parley-radius);
    }
    .heading {
      font-size: 0.875rem;
      font-weight: 600;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: 0 0.25rem;
      margin-block: 0.25rem -0.25rem;
      margin-inline-start: -0.75rem;
    }
  `,
})
export class HintCard {
  readonly icon = input.required<IconName>();
  readonly heading = input.required<string>();
  readonly text = input.required<string>();
}

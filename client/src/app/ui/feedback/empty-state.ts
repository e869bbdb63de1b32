import { Component, input } from '@angular/core';
import { Icon } from '../icon.ts';
import type { IconName } from '../icons.ts';

/** Shown in place of missing content, with a reason; actions are projected. */
@Component({
  selector: 'parley-empty-state',
  imports: [Icon],
  template: `
    <span class="seal"><parley-icon [name]="icon()" /></span>
    <h2>{{ heading() }}</h2>
    @if (text()) {
      <p>{{ text() }}</p>
    }
    <div class="actions"><ng-content /></div>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      justify-content: center;
      gap: 0.5rem;
      padding: 2rem 1.5rem;
      text-align: center;
    }
    .seal {
      display: grid;
      place-items: center;
      width: 3.5rem;
      height: 3.5rem;
      margin-bottom: 0.25rem;
      border-radius: 1.125rem;
      color: var(--mat-sys-on-primary-container);
      background: var(--mat-sys-primary-container);
    }
    .seal parley-icon {
      width: 1.75rem;
      height: 1.75rem;
    }
    h2 {
      font-size: 1.0625rem;
      font-weight: 620;
    }
    p {
      max-width: 36ch;
      text-wrap: balance;
      color: var(--mat-sys-on-surface-variant);
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      justify-content: center;
      gap: 0.5rem;
      margin-top: 0.5rem;
    }
  `,
})
export class EmptyState {
  readonly icon = input.required<IconName>();
  readonly heading = input.required<string>();
  readonly text = input('');
}

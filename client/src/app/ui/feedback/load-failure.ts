import { Component, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { EmptyState } from './empty-state.ts';

/** Shown in place of what could not be loaded: the reason, and a button that tries again. */
@Component({
  selector: 'parley-load-failure',
  imports: [EmptyState, MatButton],
  template: `
    <parley-empty-state icon="warning" [heading]="problems.of(error())">
      <button matButton="tonal" type="button" (click)="retry.emit()">{{ t('retry') }}</button>
    </parley-empty-state>
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class LoadFailure {
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  readonly error = input.required<unknown>();
  readonly retry = output();
}

import { Component, inject, input, type Signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';

/** The state of the next page, as `pagedList` returns it. */
interface Pages {
  hasMore: Signal<boolean>;
  busy: Signal<boolean>;
  moreFailed: Signal<unknown>;
  more: () => Promise<void>;
}

/** The end of a paged list: a button that loads the next page, and why it could not be loaded. */
@Component({
  selector: 'parley-list-end',
  imports: [MatButton],
  template: `
    @if (list().moreFailed()) {
      <p role="alert">{{ problems.of(list().moreFailed()) }}</p>
    }
    @if (list().hasMore()) {
      <button matButton="tonal" type="button" [disabled]="list().busy()" disabledInteractive (click)="list().more()">
        {{ t('list.more') }}
      </button>
    }
  `,
  styles: `
    @use '../mixins';

    :host {
      display: contents;
    }
    p {
      @include mixins.error-text;
    }
    button {
      place-self: center;
    }
  `,
})
export class ListEnd {
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  readonly list = input.required<Pages>();
}

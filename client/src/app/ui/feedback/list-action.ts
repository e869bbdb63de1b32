import { Component, inject, input, signal } from '@angular/core';
import { ProblemTexts } from '../../api/problem-texts.ts';

/** Runs what is done to the entries of a list, and holds why it failed or what screen readers are told of it. */
export class ListAction {
  readonly failure = signal<unknown>(null);
  readonly announcement = signal('');

  async run(action: () => Promise<void>): Promise<void> {
    this.failure.set(null);
    this.announcement.set('');
    try {
      await action();
    } catch (error) {
      this.failure.set(error);
    }
  }

  announce(words: string): void {
    this.announcement.set(words);
  }
}

/** Shows the failure of an action, and announces its success. */
@Component({
  selector: 'parley-list-action-outcome',
  template: `
    @if (action().failure(); as failure) {
      <p class="problem" role="alert">{{ problems.of(failure) }}</p>
    }
    <span class="visually-hidden" role="status">{{ action().announcement() }}</span>
  `,
  styleUrl: '../page-form.scss',
  styles: ':host { display: contents; }',
})
export class ListActionOutcome {
  protected readonly problems = inject(ProblemTexts);

  readonly action = input.required<ListAction>();
}

import { Component, computed, inject, input, model } from '@angular/core';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';

/** Name, address and user name of another person's account, with what is wrong with each. */
@Component({
  selector: 'parley-account-fields',
  imports: [TextField],
  template: `
    <parley-text-field
      [label]="t('profile.name')"
      [clean]="cleanName"
      [problem]="problem('displayName')"
      [(value)]="displayName"
    />
    @if (hasEmail()) {
      <parley-text-field
        type="email"
        inputMode="email"
        [label]="t('field.email-label')"
        [problem]="problem('email')"
        [(value)]="email"
      />
    }
    <parley-text-field
      [label]="t('field.username')"
      [hint]="isNew() ? t('register.username-hint') : ''"
      [problem]="problem('username')"
      [(value)]="username"
    />
    @if (failure() && !isOfField()) {
      <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
    }
  `,
  styleUrl: '../../rooms/dialog-form.scss',
  styles: ':host { display: contents; }', // the form lays out its fields
})
export class AccountFields {
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly cleanName = withoutDirectionControls;

  /** Guests have no address. */
  readonly hasEmail = input(true);
  /** The server finds a user name for a new account without one. */
  readonly isNew = input(false);
  /** Whether the form was submitted: what is missing is told from then on. */
  readonly tried = input.required<boolean>();
  readonly failure = input.required<unknown>();
  readonly displayName = model.required<string>();
  readonly email = model.required<string>();
  readonly username = model.required<string>();

  protected readonly isOfField = computed(() => {
    const failure = this.failure();
    return failure instanceof ApiProblem && Object.keys(failure.fields).length > 0;
  });

  protected problem(field: 'displayName' | 'email' | 'username'): string | null {
    const mayBeEmpty = field === 'username' && this.isNew();
    if (this.tried() && !mayBeEmpty && !trimText(this[field]())) return this.t('field.required');
    return this.problems.ofField(this.failure(), field);
  }
}

import { Component, computed, inject, input } from '@angular/core';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import type { AccountFormState } from './account-form-state.ts';

/** Name, address and user name of another person's account, with what is wrong with each. */
@Component({
  selector: 'parley-account-fields',
  imports: [TextField],
  template: `
    <parley-text-field
      [label]="t('profile.name')"
      [clean]="cleanName"
      [problem]="problem('displayName')"
      [value]="form().displayName()"
      (valueChange)="form().displayName.set($event)"
    />
    @if (hasEmail()) {
      <parley-text-field
        type="email"
        inputMode="email"
        [label]="t('field.email-label')"
        [problem]="problem('email')"
        [value]="form().email()"
        (valueChange)="form().email.set($event)"
      />
    }
    <parley-text-field
      [label]="t('field.username')"
      [hint]="isNew() ? t('register.username-hint') : ''"
      [problem]="problem('username')"
      [value]="form().username()"
      (valueChange)="form().username.set($event)"
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
  readonly form = input.required<AccountFormState>();
  protected readonly failure = computed(() => this.form().failure());
  protected readonly isOfField = computed(() => {
    const failure = this.failure();
    return failure instanceof ApiProblem && Object.keys(failure.fields).length > 0;
  });

  protected problem(field: 'displayName' | 'email' | 'username'): string | null {
    const mayBeEmpty = field === 'username' && this.isNew();
    if (this.form().tried() && !mayBeEmpty && !trimText(this.form()[field]())) return this.t('field.required');
    return this.problems.ofField(this.failure(), field);
  }
}

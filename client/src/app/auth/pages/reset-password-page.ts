import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { Submission } from '../../ui/submission.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { takeLinkToken } from './link-token.ts';
import { validatePassword } from './account-validation.ts';
import { Session } from '../session.ts';

/** Sets a new password by the mailed link. Removes the token from the address bar, where others could read it. */
@Component({
  selector: 'parley-reset-password-page',
  imports: [AccountForm, AuthFrame, MatButton, RouterLink, TextField],
  templateUrl: './reset-password-page.html',
  styleUrl: './auth-form.scss',
})
export class ResetPasswordPage {
  private readonly session = inject(Session);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly token = takeLinkToken('/reset-password');
  protected readonly password = signal('');
  protected readonly tried = signal(false);
  private readonly submission = new Submission(this.password);
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly spent = computed(() => {
    const failure = this.failure();
    return failure instanceof ApiProblem && failure.code === 'invalid_token';
  });
  private readonly fault = computed(() => validatePassword(this.password()));
  protected readonly problem = computed(() => {
    const fault = this.fault();
    if (this.tried() && fault) return this.t(fault.key, fault.params);
    return this.problems.ofField(this.failure(), 'password');
  });
  protected readonly formProblem = computed(() =>
    this.failure() && !this.problem() ? this.problems.of(this.failure()) : null,
  );

  protected async reset(): Promise<void> {
    this.tried.set(true);
    const { token } = this;
    if (!token || this.fault()) return;
    await this.submission.run(async () => {
      await this.session.resetPassword({ token, password: this.password() });
      // All sessions of the account have ended, also that of this browser.
      this.session.end('password_reset');
    });
  }
}

import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { Submission } from '../../ui/submission.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { validateEmail } from './account-validation.ts';
import { MailboxLink } from './mailbox-link.ts';
import { Session } from '../session.ts';

/** Requests a reset link by mail. The answer does not reveal whether the address has an account. */
@Component({
  selector: 'parley-forgot-password-page',
  imports: [AccountForm, AuthFrame, MailboxLink, MatButton, RouterLink, TextField],
  templateUrl: './forgot-password-page.html',
  styleUrl: './auth-form.scss',
})
export class ForgotPasswordPage {
  private readonly session = inject(Session);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly email = signal('');
  protected readonly sentTo = signal('');
  protected readonly tried = signal(false);
  private readonly submission = new Submission(this.email);
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  private readonly error = computed(() => validateEmail(this.email().trim()));
  protected readonly problem = computed(() => {
    const error = this.error();
    if (this.tried() && error) return this.t(error.key, error.params);
    return this.problems.ofField(this.failure(), 'email');
  });
  protected readonly formProblem = computed(() =>
    this.failure() && !this.problem() ? this.problems.of(this.failure()) : null,
  );

  protected async send(): Promise<void> {
    this.tried.set(true);
    if (this.error()) return;
    const email = this.email().trim();
    await this.submission.run(async () => {
      await this.session.forgotPassword({ email });
      this.sentTo.set(email);
    });
  }
}

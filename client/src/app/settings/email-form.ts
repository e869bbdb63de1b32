import { afterRenderEffect, Component, computed, inject, input, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ProblemTexts } from '../api/problem-texts.ts';
import { validateEmail } from '../auth/pages/account-validation.ts';
import { MailboxLink } from '../auth/pages/mailbox-link.ts';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Icon } from '../ui/icon.ts';
import { Submission } from '../ui/submission.ts';
import { OwnAccountApi } from './own-account-api.ts';

/** Changes the address of the reader's account: a code is mailed to the new one, and comes back here. */
@Component({
  selector: 'parley-email-form',
  imports: [Icon, MailboxLink, MatButton, TextField],
  templateUrl: './email-form.html',
  styleUrl: '../ui/page-form.scss',
  styles: `
    .present {
      overflow-wrap: anywhere;
      font-weight: 600;
    }
  `,
})
export class EmailForm {
  private readonly account = inject(OwnAccountApi);
  private readonly session = inject(Session);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  /** Whether the reader has a password to give; otherwise a fresh proof is asked for. */
  readonly hasPassword = input.required<boolean>();

  protected readonly present = computed(() => this.session.me()?.email ?? '');
  protected readonly email = signal('');
  protected readonly password = signal('');
  protected readonly code = signal('');
  /** Where the code was mailed to, until it comes back. */
  protected readonly sentTo = signal<string | null>(null);
  protected readonly tried = signal(false);
  /** What has become of it, once it is confirmed. */
  protected readonly done = signal<'changed' | 'first' | null>(null);
  private readonly asking = new Submission(() => `${this.email()}\n${this.password()}`);
  private readonly confirmation = new Submission(this.code);
  protected readonly busy = this.asking.busy;
  protected readonly confirming = this.confirmation.busy;
  private readonly fault = computed(() => validateEmail(this.email().trim()));
  private readonly isPasswordMissing = computed(() => this.hasPassword() && !this.password());
  private readonly codeField = viewChild(TextField);

  protected readonly emailProblem = computed(() => {
    const fault = this.fault();
    if (this.tried() && fault) return this.t(fault.key, fault.params);
    return this.problems.ofField(this.asking.failure(), 'email');
  });
  protected readonly passwordProblem = computed(() =>
    this.tried() && this.isPasswordMissing()
      ? this.t('field.required')
      : this.problems.ofField(this.asking.failure(), 'password'),
  );
  protected readonly formProblem = computed(() => {
    const failure = this.asking.failure();
    return failure && !this.emailProblem() && !this.passwordProblem() ? this.problems.of(failure) : null;
  });
  protected readonly codeProblem = computed(() => {
    const failure = this.confirmation.failure();
    return failure ? this.problems.of(failure) : null;
  });

  constructor() {
    afterRenderEffect(() => {
      if (this.sentTo()) this.codeField()?.focus();
    });
  }

  /** Pasted codes may come with spaces and text around them. */
  protected readonly sixDigits = (text: string) => text.replace(/\D/g, '').slice(0, 6);

  protected async request(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    this.done.set(null);
    if (this.fault() || this.isPasswordMissing()) return;
    await this.asking.run(async () => {
      const email = this.email().trim();
      await this.account.changeEmail({ email, ...(this.hasPassword() && { password: this.password() }) });
      this.clear();
      this.sentTo.set(email);
    });
  }

  protected async confirm(event: Event): Promise<void> {
    event.preventDefault();
    if (this.code().length < 6) return;
    await this.confirmation.run(async () => {
      const isFirst = !this.present();
      await this.account.confirmEmail(this.code());
      this.email.set('');
      this.useAnother();
      this.done.set(isFirst ? 'first' : 'changed');
    });
  }

  protected useAnother(): void {
    this.sentTo.set(null);
    this.code.set('');
  }

  private clear(): void {
    this.password.set('');
    this.code.set('');
    this.tried.set(false);
  }
}

import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { Submission } from '../../ui/submission.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { safeNext } from '../guards.ts';
import { validateEmail, type FieldError, validatePassword, validateUsername } from './account-validation.ts';
import { ServerInfo } from '../server-info.ts';
import { Session } from '../session.ts';

type Field = 'username' | 'email' | 'password';

@Component({
  selector: 'parley-register-page',
  imports: [AccountForm, AuthFrame, RouterLink, TextField],
  templateUrl: './register-page.html',
  styleUrl: './auth-form.scss',
})
export class RegisterPage {
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly server = inject(ServerInfo);

  readonly next = input<string>();

  protected readonly back = computed(() => safeNext(this.next()));
  /** Starts with a guest's own name, which may be changed. */
  protected readonly username = signal(this.session.isGuest() ? (this.session.me()?.username ?? '') : '');
  protected readonly email = signal('');
  protected readonly password = signal('');
  protected readonly tried = signal(false);
  private readonly submission = new Submission(() => `${this.username()}\n${this.email()}\n${this.password()}`);
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;

  protected readonly faults = computed<Record<Field, FieldError | null>>(() => ({
    username: validateUsername(this.username(), this.server.current()?.limits.usernameMax),
    email: validateEmail(this.email().trim()),
    password: validatePassword(this.password()),
  }));
  /** The field that the last refusal is about; null for the whole form. */
  private readonly refusedField = computed<Field | null>(() => {
    const failure = this.failure();
    if (!(failure instanceof ApiProblem)) return null;
    if (failure.code === 'username_taken') return 'username';
    return (['username', 'email', 'password'] as const).find((field) => failure.fields[field]) ?? null;
  });
  protected readonly formProblem = computed(() =>
    this.failure() && !this.refusedField() ? this.problems.of(this.failure()) : null,
  );

  protected problem(field: Field): string | null {
    const fault = this.faults()[field];
    if (this.tried() && fault) return this.t(fault.key, fault.params);
    if (this.refusedField() !== field) return null;
    return this.problems.ofField(this.failure(), field) ?? this.problems.of(this.failure());
  }

  protected async register(): Promise<void> {
    this.tried.set(true);
    if (Object.values(this.faults()).some((fault) => fault !== null)) return;
    const email = this.email().trim();
    await this.submission.run(async () => {
      await this.session.register({ username: this.username(), email, password: this.password() });
      await this.router.navigate(['/verify'], { queryParams: { email, next: this.next() } });
    });
  }
}

import { Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { goToSecondStep } from './second-step.ts';
import { safeNext } from '../guards.ts';
import { ServerInfo } from '../server-info.ts';
import { Session } from '../session.ts';

/** Ends that the reader asked for: their notice is not a warning. */
const EXPECTED_ENDS = ['logout', 'account_deleted', 'password_reset'];

@Component({
  selector: 'parley-sign-in-page',
  imports: [AccountForm, AuthFrame, MatButton, RouterLink, TextField],
  templateUrl: './sign-in-page.html',
  styleUrl: './auth-form.scss',
})
export class SignInPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly problems = inject(ProblemTexts);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly server = inject(ServerInfo);

  /** From the address: where to go afterwards, and why the last session ended. */
  readonly next = input<string>();
  readonly ended = input<string>();

  protected readonly login = signal('');
  protected readonly password = signal('');
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly tried = signal(false);
  protected readonly missing = computed(
    () => (value: string) => (this.tried() && !value ? this.t('field.required') : null),
  );
  protected readonly problem = computed(() => (this.failure() ? this.problems.of(this.failure()) : null));
  protected readonly endedText = computed(() => {
    const key = `session.${this.ended() ?? ''}`;
    return this.texts.has(key) ? this.t(key) : null;
  });
  protected readonly hasExpectedEnd = computed(() => EXPECTED_ENDS.includes(this.ended() ?? ''));

  protected async signIn(): Promise<void> {
    this.tried.set(true);
    if (!this.login().trim() || !this.password() || this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.session.signIn({ login: this.login().trim(), password: this.password() });
      await this.router.navigateByUrl(safeNext(this.next()), { replaceUrl: true });
    } catch (error) {
      await this.handleRefusal(error);
    } finally {
      this.busy.set(false);
    }
  }

  /** Right name and password, but a second factor is missing, or the address was never confirmed: leads to its page. */
  private async handleRefusal(error: unknown): Promise<void> {
    if (await goToSecondStep(this.router, error, this.next())) return;
    if (!(error instanceof ApiProblem && error.code === 'email_not_verified')) {
      this.failure.set(error);
      return;
    }
    const login = this.login().trim();
    const email = login.includes('@') ? login : undefined;
    await this.router.navigate(['/verify'], { queryParams: { email, next: this.next() } });
  }
}

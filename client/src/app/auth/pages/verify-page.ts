import { Component, computed, DestroyRef, inject, input, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { safeNext } from '../guards.ts';
import { MailboxLink } from './mailbox-link.ts';
import { ServerInfo } from '../server-info.ts';
import { Session } from '../session.ts';
import { goToSecondStep } from './second-step.ts';

const RESEND_WAIT_SECONDS = 30;

@Component({
  selector: 'parley-verify-page',
  imports: [AccountForm, AuthFrame, MailboxLink, MatButton, RouterLink, TextField],
  templateUrl: './verify-page.html',
  styleUrl: './auth-form.scss',
})
export class VerifyPage {
  protected readonly session = inject(Session);
  private readonly server = inject(ServerInfo);
  private readonly router = inject(Router);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  readonly email = input('');
  readonly next = input<string>();

  /** A code that lies in the mailbox of the server was sent to nobody. */
  protected readonly isMailCaught = computed(() => this.server.current()?.mailCaught === true);
  /** Asked for where the page was opened without an address. */
  protected readonly address = linkedSignal(() => this.email());
  protected readonly code = signal('');
  protected readonly password = signal('');
  /** Asked for where the registration was not made in this browser, or the server cannot tell it from others. */
  protected readonly needsPassword = computed(
    () => !this.session.hasRegistered(this.address()) || this.refusal('password') !== null,
  );
  protected readonly busy = signal(false);
  protected readonly resent = signal(false);
  protected readonly waitSeconds = signal(RESEND_WAIT_SECONDS);
  protected readonly failure = signal<unknown>(null);
  protected readonly passwordProblem = computed(() => this.refusal('password'));
  protected readonly problem = computed(() =>
    this.failure() && !this.passwordProblem() ? this.problems.of(this.failure()) : null,
  );
  private readonly countdown = setInterval(() => this.waitSeconds.update((left) => Math.max(0, left - 1)), 1000);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearInterval(this.countdown));
  }

  /** Pasted codes may come with spaces and text around them. */
  protected readonly sixDigits = (text: string) => text.replace(/\D/g, '').slice(0, 6);

  protected readonly isComplete = computed(() => this.code().length === 6 && this.address().trim() !== '');

  private refusal(field: string): string | null {
    const failure = this.failure();
    return failure instanceof ApiProblem && failure.fields[field] ? this.problems.of(failure) : null;
  }

  /** The sixth digit submits the form, where nothing else is asked for. */
  protected async setCode(code: string): Promise<void> {
    this.code.set(code);
    this.failure.set(null);
    if (this.isComplete() && (!this.needsPassword() || this.password())) await this.verify();
  }

  protected async verify(): Promise<void> {
    if (this.busy() || !this.isComplete()) return;
    this.busy.set(true);
    try {
      const how = await this.session.verifyEmail({
        email: this.address().trim(),
        code: this.code(),
        ...(this.needsPassword() && { password: this.password() }),
      });
      // A guest could read less than a member: the page is loaded anew.
      if (how === 'become') location.assign(safeNext(this.next()));
      else await this.router.navigateByUrl(safeNext(this.next()), { replaceUrl: true });
    } catch (error) {
      if (await goToSecondStep(this.router, error, this.next(), this.session.isGuest())) return;
      this.failure.set(error);
      // A code that is right is needed once more, with the password.
      if (!this.passwordProblem()) this.code.set('');
    } finally {
      this.busy.set(false);
    }
  }

  protected async resend(): Promise<void> {
    this.waitSeconds.set(RESEND_WAIT_SECONDS);
    this.failure.set(null);
    try {
      await this.session.resendCode({ email: this.address().trim() });
      this.resent.set(true);
    } catch (error) {
      this.failure.set(error);
    }
  }
}

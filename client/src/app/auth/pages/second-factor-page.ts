import { Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { sixDigits } from '../factors/six-digits.ts';
import { safeNext } from '../guards.ts';
import { Session } from '../session.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { ticketOf } from './second-step.ts';

/**
 * The second step of signing in: a code of the authenticator app, or a recovery code. The ticket stands in the fragment of
 * the address, so that a reload keeps it and no log has it.
 */
@Component({
  selector: 'parley-second-factor-page',
  imports: [AccountForm, AuthFrame, MatButton, RouterLink, TextField],
  templateUrl: './second-factor-page.html',
  styleUrl: './auth-form.scss',
})
export class SecondFactorPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  private readonly ticket = ticketOf(inject(ActivatedRoute));

  readonly next = input<string>();

  protected readonly isRecovery = signal(false);
  protected readonly totp = signal('');
  protected readonly recoveryCode = signal('');
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly isExpired = computed(() => {
    const failure = this.failure();
    return !this.ticket || (failure instanceof ApiProblem && 'ticket' in failure.fields);
  });
  protected readonly problem = computed(() =>
    this.failure() && !this.isExpired() ? this.problems.of(this.failure()) : null,
  );
  protected readonly isComplete = computed(() =>
    this.isRecovery() ? this.recoveryCode().trim() !== '' : this.totp().length === 6,
  );

  protected readonly sixDigits = sixDigits;

  protected toggle(): void {
    this.isRecovery.update((isRecovery) => !isRecovery);
    this.failure.set(null);
  }

  /** The sixth digit submits the form. */
  protected async setTotp(totp: string): Promise<void> {
    this.totp.set(totp);
    this.failure.set(null);
    if (this.isComplete()) await this.signIn();
  }

  protected async signIn(): Promise<void> {
    if (this.busy() || !this.isComplete()) return;
    this.busy.set(true);
    this.failure.set(null);
    const given = this.isRecovery() ? { recoveryCode: this.recoveryCode().trim() } : { totp: this.totp() };
    try {
      await this.session.giveSecondFactor({ ticket: this.ticket, ...given });
      await this.router.navigateByUrl(safeNext(this.next()), { replaceUrl: true });
    } catch (error) {
      this.failure.set(error);
      this.totp.set('');
    } finally {
      this.busy.set(false);
    }
  }
}

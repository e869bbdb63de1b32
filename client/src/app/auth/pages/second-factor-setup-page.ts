import { Component, computed, inject, input, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { RecoveryCodesDialog } from '../factors/recovery-codes-dialog.ts';
import { sixDigits } from '../factors/six-digits.ts';
import { TotpSecret } from '../factors/totp-secret.ts';
import { safeNext } from '../guards.ts';
import { Session } from '../session.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { ticketOf } from './second-step.ts';

const isOfTicket = (error: unknown): boolean => error instanceof ApiProblem && 'ticket' in error.fields;

/** Signing in where the server requires a second factor and the reader has none: it is set up on the way. */
@Component({
  selector: 'parley-second-factor-setup-page',
  imports: [AccountForm, AuthFrame, LoadFailure, MatButton, RouterLink, SkeletonRows, TextField, TotpSecret],
  templateUrl: './second-factor-setup-page.html',
  styleUrl: './auth-form.scss',
})
export class SecondFactorSetupPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly dialog = inject(MatDialog);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly sixDigits = sixDigits;
  private readonly ticket = ticketOf(inject(ActivatedRoute));

  readonly next = input<string>();

  protected readonly setup = resource({ loader: () => this.session.beginSecondFactorSetup(this.ticket) });
  protected readonly code = signal('');
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly isExpired = computed(() => isOfTicket(this.failure()) || isOfTicket(this.setup.error()));
  protected readonly problem = computed(() => {
    const failure = this.failure();
    if (failure instanceof ApiProblem && failure.code === 'invalid_code') return this.t('totp.wrong-code');
    return failure ? this.problems.of(failure) : null;
  });

  protected setCode(code: string): void {
    this.code.set(code);
    this.failure.set(null);
  }

  protected async signIn(): Promise<void> {
    if (this.busy() || this.code().length < 6) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      const codes = await this.session.setUpSecondFactor({ ticket: this.ticket, totp: this.code() });
      await this.show(codes);
      await this.router.navigateByUrl(safeNext(this.next()), { replaceUrl: true });
    } catch (error) {
      this.failure.set(error);
      this.code.set('');
    } finally {
      this.busy.set(false);
    }
  }

  private async show(codes: string[]): Promise<void> {
    const options = { data: codes, width: '42rem', disableClose: true };
    await firstValueFrom(this.dialog.open<RecoveryCodesDialog, string[]>(RecoveryCodesDialog, options).afterClosed());
  }
}

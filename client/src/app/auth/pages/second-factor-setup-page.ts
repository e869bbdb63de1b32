import { Component, computed, inject, input, linkedSignal, resource, signal } from '@angular/core';
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
import { PasskeySignIn } from '../passkeys/passkey-sign-in.ts';
import { Passkeys } from '../passkeys/passkeys.ts';
import { PasskeySupport } from '../passkeys/passkey-support.ts';
import { thisDevice } from '../passkeys/this-device.ts';
import { Session } from '../session.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { methodsOf, ticketOf } from './second-step.ts';

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
  private readonly texts = inject(Texts);
  private readonly passkeys = inject(Passkeys);
  private readonly passkeySignIn = inject(PasskeySignIn);
  private readonly support = inject(PasskeySupport);
  private readonly route = inject(ActivatedRoute);
  protected readonly t = this.texts.t;
  protected readonly sixDigits = sixDigits;
  private readonly ticket = ticketOf(this.route);

  readonly next = input<string>();

  protected readonly mayUsePasskey = computed(() => this.support.isHere() && methodsOf(this.route).includes('passkey'));
  protected readonly method = linkedSignal<'passkey' | 'totp'>(() => (this.mayUsePasskey() ? 'passkey' : 'totp'));
  protected readonly setup = resource({
    params: () => (this.method() === 'totp' ? this.ticket : undefined),
    loader: ({ params }) => this.session.beginSecondFactorSetup(params),
  });
  protected readonly code = signal('');
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly isExpired = computed(() => isOfTicket(this.failure()) || isOfTicket(this.setup.error()));
  protected readonly problem = computed(() => {
    const failure = this.failure();
    if (failure instanceof ApiProblem && failure.code === 'invalid_code') return this.t('totp.wrong-code');
    if (!failure) return null;
    return this.method() === 'passkey' ? this.passkeys.problem(failure) : this.problems.of(failure);
  });

  protected use(method: 'passkey' | 'totp'): void {
    this.method.set(method);
    this.failure.set(null);
  }

  protected setCode(code: string): void {
    this.code.set(code);
    this.failure.set(null);
  }

  protected async signIn(): Promise<void> {
    if (this.busy() || (this.method() === 'totp' && this.code().length < 6)) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.show(await this.setUp());
      await this.router.navigateByUrl(safeNext(this.next()), { replaceUrl: true });
    } catch (error) {
      this.failure.set(error);
      this.code.set('');
    } finally {
      this.busy.set(false);
    }
  }

  private setUp(): Promise<string[]> {
    if (this.method() === 'passkey') return this.passkeySignIn.setUp(this.ticket, thisDevice(this.texts));
    return this.session.setUpSecondFactor({ ticket: this.ticket, totp: this.code() });
  }

  private async show(codes: string[]): Promise<void> {
    const options = { data: codes, width: '42rem', disableClose: true };
    await firstValueFrom(this.dialog.open<RecoveryCodesDialog, string[]>(RecoveryCodesDialog, options).afterClosed());
  }
}

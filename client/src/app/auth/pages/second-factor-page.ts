import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import type { SecondFactorMethod } from '@api/common/problem.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { type TextKey, Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { sixDigits } from '../factors/six-digits.ts';
import { safeNext } from '../guards.ts';
import { PasskeySignIn } from '../passkeys/passkey-sign-in.ts';
import { Passkeys } from '../passkeys/passkeys.ts';
import { PasskeySupport } from '../passkeys/passkey-support.ts';
import { Session } from '../session.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { methodsOf, ticketOf } from './second-step.ts';

const INTROS: Record<SecondFactorMethod, TextKey> = {
  passkey: 'second-factor.passkey-intro',
  totp: 'second-factor.intro',
  recovery: 'second-factor.recovery-intro',
};
const SWITCHES: Record<SecondFactorMethod, TextKey> = {
  passkey: 'second-factor.use-passkey',
  totp: 'second-factor.use-app',
  recovery: 'second-factor.use-recovery',
};

/**
 * The second step of signing in: a passkey, a code of the authenticator app, or a recovery code. The ticket stands in the
 * fragment of the address, so that a reload keeps it and no log has it.
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
  private readonly passkeys = inject(Passkeys);
  private readonly passkeySignIn = inject(PasskeySignIn);
  private readonly support = inject(PasskeySupport);
  protected readonly t = inject(Texts).t;
  private readonly route = inject(ActivatedRoute);
  private readonly ticket = ticketOf(this.route);

  readonly next = input<string>();

  /** A passkey of another address does not work here. */
  private readonly methods = computed(() =>
    methodsOf(this.route).filter((method) => method !== 'passkey' || this.support.isHere()),
  );
  protected readonly method = linkedSignal<SecondFactorMethod>(() => this.methods()[0] ?? 'recovery');
  protected readonly others = computed(() =>
    this.methods()
      .filter((method) => method !== this.method())
      .map((method) => ({ method, label: SWITCHES[method] })),
  );
  protected readonly intro = computed(() => INTROS[this.method()]);
  protected readonly totp = signal('');
  protected readonly recoveryCode = signal('');
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly isExpired = computed(() => {
    const failure = this.failure();
    return !this.ticket || (failure instanceof ApiProblem && 'ticket' in failure.fields);
  });
  protected readonly problem = computed(() => {
    if (!this.failure() || this.isExpired()) return null;
    return this.method() === 'passkey' ? this.passkeys.problem(this.failure()) : this.problems.of(this.failure());
  });
  protected readonly isComplete = computed(() => {
    if (this.method() === 'totp') return this.totp().length === 6;
    return this.method() === 'passkey' || this.recoveryCode().trim() !== '';
  });

  protected readonly sixDigits = sixDigits;

  protected use(method: SecondFactorMethod): void {
    this.method.set(method);
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
    try {
      await this.give();
      await this.router.navigateByUrl(safeNext(this.next()), { replaceUrl: true });
    } catch (error) {
      this.failure.set(error);
      this.totp.set('');
    } finally {
      this.busy.set(false);
    }
  }

  private give(): Promise<void> {
    const { ticket } = this;
    if (this.method() === 'passkey') return this.passkeySignIn.beside(ticket);
    if (this.method() === 'totp') return this.session.giveSecondFactor({ ticket, totp: this.totp() });
    return this.session.giveSecondFactor({ ticket, recoveryCode: this.recoveryCode().trim() });
  }
}

import { Component, computed, DestroyRef, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { Passkeys } from '../passkeys/passkeys.ts';
import { ProviderButtons } from '../providers/provider-buttons.ts';
import { PasskeySignIn } from '../passkeys/passkey-sign-in.ts';
import { PasskeySupport } from '../passkeys/passkey-support.ts';
import { AccountForm } from './account-form.ts';
import { AuthFrame } from './auth-frame.ts';
import { goToSecondStep } from './second-step.ts';
import { safeNext } from '../guards.ts';
import { ServerInfo } from '../server-info.ts';
import { Session } from '../session.ts';

/** Ends that the reader asked for: their notice is not a warning. */
const EXPECTED_ENDS = ['logout', 'account_deleted', 'password_reset'];

/** What the browser offers at the field of the name is asked for anew before the server forgets it. */
const OFFER_MS = 9 * 60_000;

@Component({
  selector: 'parley-sign-in-page',
  imports: [AccountForm, AuthFrame, MatButton, ProviderButtons, RouterLink, TextField],
  templateUrl: './sign-in-page.html',
  styleUrl: './auth-form.scss',
})
export class SignInPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly problems = inject(ProblemTexts);
  private readonly texts = inject(Texts);
  private readonly passkeys = inject(Passkeys);
  private readonly passkeySignIn = inject(PasskeySignIn);
  protected readonly support = inject(PasskeySupport);
  private offerTimer: ReturnType<typeof setInterval> | undefined;
  protected readonly t = this.texts.t;
  protected readonly server = inject(ServerInfo);

  /** From the address: where to go afterwards, and why the last session ended. */
  readonly next = input<string>();
  readonly ended = input<string>();
  /** From the address, where a provider's answer has led nowhere: why, and which provider it was. */
  readonly problem = input<string>();
  readonly provider = input<string>();

  protected readonly providers = computed(() => this.server.current()?.signIn.providers ?? []);
  protected readonly passwords = computed(() => this.server.current()?.signIn.password ?? 'on');
  protected readonly showsOtherWays = signal(false);
  protected readonly hasPasswordForm = computed(() => this.passwords() === 'on' || this.showsOtherWays());
  protected readonly providerProblem = computed(() => {
    const key = `providers.problem.${this.problem() ?? ''}`;
    const named = this.providers().find(({ id }) => id === this.provider())?.name;
    return this.texts.has(key) ? this.texts.t(key, { name: named ?? this.t('providers.unnamed') }) : null;
  });

  protected readonly login = signal('');
  protected readonly password = signal('');
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly tried = signal(false);
  protected readonly missing = computed(
    () => (value: string) => (this.tried() && !value ? this.t('field.required') : null),
  );
  protected readonly passkeyFailure = signal<unknown>(null);
  protected readonly formProblem = computed(() => (this.failure() ? this.problems.of(this.failure()) : null));
  protected readonly passkeyProblem = computed(() =>
    this.passkeyFailure() ? this.passkeys.problem(this.passkeyFailure()) : null,
  );
  protected readonly endedText = computed(() => {
    const key = `session.${this.ended() ?? ''}`;
    return this.texts.has(key) ? this.t(key) : null;
  });
  protected readonly hasExpectedEnd = computed(() => EXPECTED_ENDS.includes(this.ended() ?? ''));

  constructor() {
    effect(() => {
      if (this.support.isHere()) untracked(() => this.offerPasskeys());
    });
    inject(DestroyRef).onDestroy(() => {
      clearInterval(this.offerTimer);
      if (this.offerTimer !== undefined) void this.passkeys.stop();
    });
  }

  protected async signInByPasskey(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    this.passkeyFailure.set(null);
    try {
      await this.passkeySignIn.alone();
      await this.leave();
    } catch (error) {
      this.passkeyFailure.set(error);
    } finally {
      this.busy.set(false);
    }
  }

  private offerPasskeys(): void {
    if (this.offerTimer !== undefined) return;
    this.offerTimer = setInterval(() => void this.signInFromField(), OFFER_MS);
    void this.signInFromField();
  }

  /** The reader has not asked for it: only what the server says of a passkey that they took is shown. */
  private async signInFromField(): Promise<void> {
    try {
      if (await this.passkeySignIn.fromField()) await this.leave();
    } catch (error) {
      if (error instanceof ApiProblem && 'passkey' in error.fields) this.passkeyFailure.set(error);
    }
  }

  private leave(): Promise<boolean> {
    return this.router.navigateByUrl(safeNext(this.next()), { replaceUrl: true });
  }

  protected async signIn(): Promise<void> {
    this.tried.set(true);
    if (!this.login().trim() || !this.password() || this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.session.signIn({ login: this.login().trim(), password: this.password() });
      await this.leave();
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

import { Component, computed, inject, type Injector, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { PasskeyRequestOptions, WebAuthnJson } from '@api/auth/passkeys/passkey.dto.ts';
import type { Identity, IdentityPage } from '@api/auth/identities/identity.dto.ts';
import type { ConfirmationMethod } from '@api/common/problem.ts';
import { firstValueFrom } from 'rxjs';
import { Api } from '../api/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { type TextKey, Texts } from '../i18n/texts.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Passkeys } from './passkeys/passkeys.ts';
import { PasskeySupport } from './passkeys/passkey-support.ts';
import { ProviderPages } from './providers/provider-pages.ts';
import { ServerInfo } from './server-info.ts';
import { Submission } from '../ui/submission.ts';

const LABELS: Record<ConfirmationMethod, TextKey> = {
  password: 'confirm-identity.use-password',
  totp: 'second-factor.use-app',
  passkey: 'second-factor.use-passkey',
  provider: 'confirm-identity.use-provider',
};

/** Asks for the password, a code of the app or a passkey before an act that needs a fresh proof. */
@Component({
  selector: 'parley-identity-confirmation-dialog',
  imports: [MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ t('confirm-identity.title') }}</h2>
    <mat-dialog-content>
      <form id="confirm-identity" novalidate (submit)="confirm($event)">
        <p>{{ t('confirm-identity.text') }}</p>
        @if (method() === 'totp') {
          <parley-text-field
            variant="code"
            inputMode="numeric"
            autocomplete="one-time-code"
            [label]="t('second-factor.code')"
            [problem]="problem()"
            [clean]="sixDigits"
            [(value)]="given"
          />
        } @else if (method() === 'provider') {
          <p>{{ t('confirm-identity.provider-text') }}</p>
          @for (provider of connected.hasValue() ? connected.value() : []; track provider.id) {
            <button
              matButton="outlined"
              type="button"
              [disabled]="busy()"
              disabledInteractive
              (click)="leave(provider)"
            >
              {{ t('providers.sign-in', { name: provider.name }) }}
            </button>
          }
          @if (problem(); as text) {
            <p class="problem" role="alert">{{ text }}</p>
          }
        } @else if (method() === 'passkey') {
          @if (problem(); as text) {
            <p class="problem" role="alert">{{ text }}</p>
          }
        } @else {
          <parley-text-field
            type="password"
            autocomplete="current-password"
            [label]="t('field.password')"
            [problem]="problem()"
            [(value)]="given"
          />
        }
        @for (other of others(); track other.method) {
          <button matButton type="button" (click)="use(other.method)">{{ t(other.label) }}</button>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      @if (method() !== 'provider') {
        <button matButton="filled" type="submit" form="confirm-identity" [disabled]="busy()" disabledInteractive>
          {{ t(method() === 'passkey' ? 'second-factor.use-passkey' : 'confirm-identity.action') }}
        </button>
      }
    </mat-dialog-actions>
  `,
  styles: `
    form {
      display: flex;
      flex-direction: column;
      gap: 1rem;
      padding-top: 0.25rem;
    }
    form button {
      align-self: flex-start;
    }
    .problem {
      margin: 0;
      color: var(--mat-sys-error);
    }
  `,
})
export class IdentityConfirmationDialog {
  private readonly api = inject(Api);
  private readonly problems = inject(ProblemTexts);
  private readonly dialog = inject<MatDialogRef<IdentityConfirmationDialog, boolean>>(MatDialogRef);
  private readonly passkeys = inject(Passkeys);
  private readonly support = inject(PasskeySupport);
  private readonly server = inject(ServerInfo);
  private readonly methods = inject<ConfirmationMethod[]>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;

  protected readonly method = signal<ConfirmationMethod>(this.first());
  private readonly pages = inject(ProviderPages);
  /** The providers by which the reader can prove it, once they are asked for. */
  protected readonly connected = resource({
    params: () => (this.method() === 'provider' ? true : undefined),
    loader: () => this.connectedProviders(),
  });
  protected readonly given = signal('');
  protected readonly others = computed(() =>
    this.methods
      .filter((method) => method !== this.method() && (method !== 'passkey' || this.support.isHere()))
      .map((method) => ({ method, label: LABELS[method] })),
  );
  private readonly tried = signal(false);
  private readonly submission = new Submission(() => this.given() + this.method());
  protected readonly busy = this.submission.busy;

  protected readonly sixDigits = (text: string) => text.replace(/\D/g, '').slice(0, 6);

  protected problem(): string | null {
    const failure = this.submission.failure();
    if (this.method() === 'passkey') return failure ? this.passkeys.problem(failure) : null;
    if (this.method() === 'provider') return failure ? this.problems.of(failure) : null;
    if (this.tried() && !this.given()) return this.t('field.required');
    if (failure instanceof ApiProblem && failure.code === 'invalid_credentials')
      return this.problems.ofField(failure, 'password');
    return failure ? this.problems.of(failure) : null;
  }

  /** The password, unless the act takes a second factor: then the first that works on this page. */
  private first(): ConfirmationMethod {
    if (this.methods.includes('password')) return 'password';
    const [first = 'password'] = this.methods.filter((method) => method !== 'passkey' || this.support.isHere());
    return first;
  }

  protected use(method: ConfirmationMethod): void {
    this.method.set(method);
    this.given.set('');
    this.tried.set(false);
  }

  protected async confirm(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    if (this.method() === 'provider' || (this.method() !== 'passkey' && !this.given())) return;
    await this.submission.run(async () => {
      await this.api.post('/auth/confirm', { [this.method()]: await this.proof() });
      this.dialog.close(true);
    });
  }

  /** Leaves for the page of the provider, which leads back to this one; what needed the proof is done anew then. */
  protected async leave({ provider }: Identity): Promise<void> {
    await this.submission.run(() => this.pages.open(provider, { purpose: 'confirm', next: location.pathname }));
  }

  private async connectedProviders(): Promise<Identity[]> {
    const { items } = await this.api.get<IdentityPage>('/auth/identities');
    const known = this.server.current()?.signIn.providers ?? [];
    return items.filter(({ provider }) => known.some(({ id }) => id === provider));
  }

  private async proof(): Promise<string | WebAuthnJson> {
    if (this.method() !== 'passkey') return this.given();
    return this.passkeys.use(await this.api.post<PasskeyRequestOptions>('/auth/confirm/options'));
  }
}

/** Whether the reader has proved who they are. */
export async function confirmIdentity(injector: Injector, methods: ConfirmationMethod[]): Promise<boolean> {
  const dialog = injector.get(MatDialog);
  const options = { data: methods, width: '26rem' };
  const opened = dialog.open<IdentityConfirmationDialog, ConfirmationMethod[], boolean>(
    IdentityConfirmationDialog,
    options,
  );
  return (await firstValueFrom(opened.afterClosed())) === true;
}

import { Component, inject, type Injector, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { ConfirmationMethod } from '@api/common/problem.ts';
import { firstValueFrom } from 'rxjs';
import { Api } from '../api/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Submission } from '../ui/submission.ts';

/** Asks for the password or a code of the app before an act that needs a fresh proof. */
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
        } @else {
          <parley-text-field
            type="password"
            autocomplete="current-password"
            [label]="t('field.password')"
            [problem]="problem()"
            [(value)]="given"
          />
        }
        @if (methods.length > 1) {
          <button matButton type="button" (click)="toggle()">
            {{ t(method() === 'totp' ? 'confirm-identity.use-password' : 'second-factor.use-app') }}
          </button>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="confirm-identity" [disabled]="busy()" disabledInteractive>
        {{ t('confirm-identity.action') }}
      </button>
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
  `,
})
export class IdentityConfirmationDialog {
  private readonly api = inject(Api);
  private readonly problems = inject(ProblemTexts);
  private readonly dialog = inject<MatDialogRef<IdentityConfirmationDialog, boolean>>(MatDialogRef);
  protected readonly methods = inject<ConfirmationMethod[]>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;

  protected readonly method = signal<ConfirmationMethod>('password');
  protected readonly given = signal('');
  private readonly tried = signal(false);
  private readonly submission = new Submission(() => this.given());
  protected readonly busy = this.submission.busy;

  protected readonly sixDigits = (text: string) => text.replace(/\D/g, '').slice(0, 6);

  protected problem(): string | null {
    if (this.tried() && !this.given()) return this.t('field.required');
    const failure = this.submission.failure();
    if (failure instanceof ApiProblem && failure.code === 'invalid_credentials')
      return this.problems.ofField(failure, 'password');
    return failure ? this.problems.of(failure) : null;
  }

  protected toggle(): void {
    this.method.update((method) => (method === 'totp' ? 'password' : 'totp'));
    this.given.set('');
    this.tried.set(false);
  }

  protected async confirm(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    if (!this.given()) return;
    await this.submission.run(async () => {
      await this.api.post('/auth/confirm', { [this.method()]: this.given() });
      this.dialog.close(true);
    });
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

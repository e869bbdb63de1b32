import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { TotpSetup } from '@api/auth/second-factor/second-factor.dto.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { sixDigits } from '../../auth/factors/six-digits.ts';
import { TotpSecret } from '../../auth/factors/totp-secret.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { SecondFactorApi } from './second-factor-api.ts';

/** What came of it: the recovery codes of a first app, null of another one; undefined when it was given up. */
export type TotpTurnedOn = { recoveryCodes: string[] | null };

/** Shows the secret for an authenticator app, and turns the app on by its first code. */
@Component({
  selector: 'parley-totp-setup-dialog',
  imports: [MatButton, MatDialogModule, TextField, TotpSecret],
  template: `
    <h2 mat-dialog-title>{{ t('totp.setup-title') }}</h2>
    <mat-dialog-content>
      <form id="totp-setup" novalidate (submit)="confirm($event)">
        <parley-totp-secret [setup]="setup" />
        <parley-text-field
          variant="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          [label]="t('totp.code')"
          [problem]="problem()"
          [clean]="sixDigits"
          [(value)]="code"
        />
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="totp-setup" [disabled]="busy()" disabledInteractive>
        {{ t('totp.confirm') }}
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    form {
      display: flex;
      flex-direction: column;
      gap: 1rem;
      padding-bottom: 0.25rem;
    }
  `,
})
export class TotpSetupDialog {
  private readonly factors = inject(SecondFactorApi);
  private readonly problems = inject(ProblemTexts);
  private readonly dialog = inject<MatDialogRef<TotpSetupDialog, TotpTurnedOn>>(MatDialogRef);
  protected readonly setup = inject<TotpSetup>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;

  protected readonly code = signal('');
  private readonly tried = signal(false);
  private readonly submission = new Submission(() => this.code());
  protected readonly busy = this.submission.busy;

  protected readonly sixDigits = sixDigits;

  protected problem(): string | null {
    const failure = this.submission.failure();
    if (failure instanceof ApiProblem && failure.code === 'invalid_code') return this.t('totp.wrong-code');
    if (failure) return this.problems.of(failure);
    return this.tried() && this.code().length < 6 ? this.t('totp.six-digits') : null;
  }

  protected async confirm(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    if (this.code().length < 6) return;
    await this.submission.run(async () => {
      this.dialog.close({ recoveryCodes: await this.factors.confirmTotp(this.code()) });
    });
  }
}

import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Passkey } from '@api/auth/passkeys/passkey.dto.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { PasskeysApi } from './passkeys-api.ts';

/** Names a passkey. Closes with true once it is done. */
@Component({
  selector: 'parley-passkey-name-dialog',
  imports: [MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ t('passkeys.rename') }}</h2>
    <mat-dialog-content>
      <form id="passkey-name" novalidate (submit)="save($event)">
        <parley-text-field
          [label]="t('passkeys.name')"
          [hint]="t('passkeys.name-hint')"
          [maxLength]="60"
          [problem]="problem()"
          [(value)]="name"
        />
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="passkey-name" [disabled]="busy()" disabledInteractive>
        {{ t('settings.save') }}
      </button>
    </mat-dialog-actions>
  `,
})
export class PasskeyNameDialog {
  private readonly passkeys = inject(PasskeysApi);
  private readonly problems = inject(ProblemTexts);
  private readonly dialog = inject<MatDialogRef<PasskeyNameDialog, boolean>>(MatDialogRef);
  private readonly passkey = inject<Passkey>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;

  protected readonly name = signal(this.passkey.name);
  private readonly tried = signal(false);
  private readonly submission = new Submission(() => this.name());
  protected readonly busy = this.submission.busy;

  protected problem(): string | null {
    if (this.tried() && !this.name().trim()) return this.t('field.required');
    const failure = this.submission.failure();
    return failure ? this.problems.of(failure) : null;
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const name = this.name().trim();
    if (!name) return;
    await this.submission.run(async () => {
      await this.passkeys.rename(this.passkey.id, name);
      this.dialog.close(true);
    });
  }
}

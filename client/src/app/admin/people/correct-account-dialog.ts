import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Account, CorrectAccount } from '@api/admin/admin.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { AccountFields } from './account-fields.ts';
import { AccountFormState } from './account-form-state.ts';
import { AccountsAdminApi } from './accounts-admin-api.ts';

/** Corrects the address and the names of another person's account. */
@Component({
  selector: 'parley-correct-account-dialog',
  imports: [AccountFields, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t('admin.correct-title', { name: account.displayName }) }}</h2>
    <mat-dialog-content>
      <form id="correct-account" novalidate (submit)="correct($event)">
        <p>{{ t('admin.correct-text') }}</p>
        <parley-account-fields [hasEmail]="account.email !== null" [form]="form" />
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="correct-account" [disabled]="form.busy()" disabledInteractive>
        {{ t('settings.save') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class CorrectAccountDialog {
  private readonly accounts = inject(AccountsAdminApi);
  private readonly dialog = inject<MatDialogRef<CorrectAccountDialog, Account>>(MatDialogRef);
  protected readonly account = inject<Account>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;

  protected readonly form = new AccountFormState({ ...this.account, email: this.account.email ?? '' });

  protected async correct(event: Event): Promise<void> {
    event.preventDefault();
    this.form.tried.set(true);
    const changes = this.changes();
    if (!changes) return;
    await this.form.submit(async () => {
      this.dialog.close(await this.accounts.correct(this.account.id, changes));
    });
  }

  /** What differs; null while a field is empty. */
  private changes(): CorrectAccount | null {
    const { account } = this;
    const { displayName, email, username } = this.form.trimmed();
    if (!displayName || !username || (account.email !== null && !email)) return null;
    return {
      ...(displayName !== account.displayName && { displayName }),
      ...(username !== account.username && { username }),
      ...(email && email !== account.email && { email }),
    };
  }
}

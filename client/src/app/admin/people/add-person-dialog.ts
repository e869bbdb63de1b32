import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { AddedPerson } from '@api/admin/admin.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { AccountFields } from './account-fields.ts';
import { AccountFormState } from './account-form-state.ts';
import { AccountsAdminApi } from './accounts-admin-api.ts';

/** Makes an account for another person. */
@Component({
  selector: 'parley-add-person-dialog',
  imports: [AccountFields, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t('admin.add-person') }}</h2>
    <mat-dialog-content>
      <form id="add-person" novalidate (submit)="add($event)">
        <p>{{ t('admin.add-person-text') }}</p>
        <parley-account-fields [isNew]="true" [form]="form" />
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="add-person" [disabled]="form.busy()" disabledInteractive>
        {{ t('admin.add-person-action') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class AddPersonDialog {
  private readonly accounts = inject(AccountsAdminApi);
  private readonly dialog = inject<MatDialogRef<AddPersonDialog, AddedPerson>>(MatDialogRef);
  protected readonly t = inject(Texts).t;

  protected readonly form = new AccountFormState();

  protected async add(event: Event): Promise<void> {
    event.preventDefault();
    this.form.tried.set(true);
    const { displayName, email, username } = this.form.trimmed();
    if (!displayName || !email) return;
    await this.form.submit(async () => {
      this.dialog.close(await this.accounts.add({ displayName, email, ...(username && { username }) }));
    });
  }
}

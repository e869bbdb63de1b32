import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Account, CorrectAccount } from '@api/admin/admin.dto.ts';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { AccountsAdminApi } from './accounts-admin-api.ts';

/** Corrects the address and the names of another person's account. */
@Component({
  selector: 'parley-correct-account-dialog',
  imports: [MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ t('admin.correct-title', { name: account.displayName }) }}</h2>
    <mat-dialog-content>
      <form id="correct-account" novalidate (submit)="correct($event)">
        <p>{{ t('admin.correct-text') }}</p>
        <parley-text-field
          [label]="t('profile.name')"
          [clean]="cleanName"
          [problem]="problem('displayName')"
          [(value)]="displayName"
        />
        @if (account.email !== null) {
          <parley-text-field
            type="email"
            inputMode="email"
            [label]="t('field.email-label')"
            [problem]="problem('email')"
            [(value)]="email"
          />
        }
        <parley-text-field [label]="t('field.username')" [problem]="problem('username')" [(value)]="username" />
        @if (failure() && !refusedField()) {
          <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="correct-account" [disabled]="busy()" disabledInteractive>
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
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly cleanName = withoutDirectionControls;

  protected readonly displayName = signal(this.account.displayName);
  protected readonly email = signal(this.account.email ?? '');
  protected readonly username = signal(this.account.username);
  private readonly tried = signal(false);
  private readonly submission = new Submission(() => `${this.displayName()}\n${this.email()}\n${this.username()}`);
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;

  protected problem(field: 'displayName' | 'email' | 'username'): string | null {
    if (this.tried() && !trimText(this[field]())) return this.t('field.required');
    return this.problems.ofField(this.failure(), field);
  }

  protected refusedField(): boolean {
    const failure = this.failure();
    return failure instanceof ApiProblem && Object.keys(failure.fields).length > 0;
  }

  protected async correct(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const changes = this.changes();
    if (!changes) return;
    await this.submission.run(async () => {
      this.dialog.close(await this.accounts.correct(this.account.id, changes));
    });
  }

  /** What differs; null while a field is empty. */
  private changes(): CorrectAccount | null {
    const { account } = this;
    const [displayName, email, username] = [this.displayName(), this.email(), this.username()].map(trimText);
    if (!displayName || !username || (account.email !== null && !email)) return null;
    return {
      ...(displayName !== account.displayName && { displayName }),
      ...(username !== account.username && { username }),
      ...(email && email !== account.email && { email }),
    };
  }
}

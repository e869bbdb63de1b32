import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { AddedPerson } from '@api/admin/admin.dto.ts';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { AccountsAdminApi } from './accounts-admin-api.ts';

/** Makes an account for another person. */
@Component({
  selector: 'parley-add-person-dialog',
  imports: [MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ t('admin.add-person') }}</h2>
    <mat-dialog-content>
      <form id="add-person" novalidate (submit)="add($event)">
        <p>{{ t('admin.add-person-text') }}</p>
        <parley-text-field
          [label]="t('profile.name')"
          [clean]="cleanName"
          [problem]="problem('displayName')"
          [(value)]="displayName"
        />
        <parley-text-field
          type="email"
          inputMode="email"
          [label]="t('field.email-label')"
          [problem]="problem('email')"
          [(value)]="email"
        />
        <parley-text-field
          [label]="t('field.username')"
          [hint]="t('register.username-hint')"
          [problem]="problem('username')"
          [(value)]="username"
        />
        @if (failure() && !refusedField()) {
          <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="add-person" [disabled]="busy()" disabledInteractive>
        {{ t('admin.add-person-action') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class AddPersonDialog {
  private readonly accounts = inject(AccountsAdminApi);
  private readonly dialog = inject<MatDialogRef<AddPersonDialog, AddedPerson>>(MatDialogRef);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly cleanName = withoutDirectionControls;

  protected readonly displayName = signal('');
  protected readonly email = signal('');
  protected readonly username = signal('');
  private readonly tried = signal(false);
  private readonly submission = new Submission(() => `${this.displayName()}\n${this.email()}\n${this.username()}`);
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;

  protected problem(field: 'displayName' | 'email' | 'username'): string | null {
    const isMissing = field !== 'username' && !trimText(this[field]());
    if (this.tried() && isMissing) return this.t('field.required');
    return this.problems.ofField(this.failure(), field);
  }

  protected refusedField(): boolean {
    const failure = this.failure();
    return failure instanceof ApiProblem && Object.keys(failure.fields).length > 0;
  }

  protected async add(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const [displayName, email, username] = [this.displayName(), this.email(), this.username()].map(trimText);
    if (!displayName || !email) return;
    await this.submission.run(async () => {
      this.dialog.close(await this.accounts.add({ displayName, email, ...(username && { username }) }));
    });
  }
}

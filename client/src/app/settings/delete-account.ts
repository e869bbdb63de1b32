import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { Session } from '../auth/session.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Texts } from '../i18n/texts.ts';
import { OwnAccountApi } from './own-account-api.ts';

/** Deletes the account: says what is removed and what stays, asks for the password, then for confirmation. */
@Component({
  selector: 'parley-delete-account',
  imports: [Icon, MatButton, RouterLink, TextField],
  templateUrl: './delete-account.html',
  styleUrl: '../ui/page-form.scss',
  styles: `
    a {
      align-self: flex-start;
      padding-block: 0.6875rem;
    }
    ul {
      display: grid;
      gap: 0.75rem;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      gap: 0.75rem;
      text-wrap: pretty;
    }
    li parley-icon {
      margin-top: 0.0625rem;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class DeleteAccount {
  private readonly account = inject(OwnAccountApi);
  private readonly dialog = inject(MatDialog);
  private readonly problems = inject(ProblemTexts);
  protected readonly session = inject(Session);
  protected readonly t = inject(Texts).t;

  /** Whether the reader has a password to give; otherwise a fresh proof is asked for. */
  readonly hasPassword = input.required<boolean>();

  protected readonly password = signal('');
  protected readonly busy = signal(false);
  protected readonly tried = signal(false);
  /** The last refusal, until the password changes. */
  protected readonly failure = linkedSignal<string, unknown>({ source: this.password, computation: () => null });
  private readonly missing = computed(() => this.hasPassword() && !this.password());
  protected readonly passwordProblem = computed(() =>
    this.tried() && this.missing() ? this.t('field.required') : this.problems.ofField(this.failure(), 'password'),
  );
  protected readonly formProblem = computed(() =>
    this.failure() && !this.passwordProblem() ? this.problems.of(this.failure()) : null,
  );

  protected async remove(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    if (this.missing() || this.busy() || !(await this.confirmDeletion())) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.account.remove(this.hasPassword() ? this.password() : undefined);
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }

  private confirmDeletion(): Promise<boolean> {
    const question = {
      title: this.t('delete.confirm-title'),
      text: this.t('delete.confirm-text'),
      action: this.t('delete.confirm'),
    };
    return confirmed(this.dialog, question);
  }
}

import { Component, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { limits } from '@api/shared/limits.ts';
import type { Me } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Texts } from '../i18n/texts.ts';
import { trimText } from '@api/shared/visible-text.ts';

/** Edits the status text that is shown beside the reader's name. */
@Component({
  selector: 'parley-status-dialog',
  imports: [MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ t('status.set') }}</h2>
    <mat-dialog-content>
      <form id="status" novalidate (submit)="save($event, text())">
        <parley-text-field
          [label]="t('profile.status')"
          [hint]="t('profile.status-hint')"
          [maxLength]="limits.statusText"
          [problem]="failure() ? (problems.ofField(failure(), 'statusText') ?? problems.of(failure())) : null"
          [(value)]="text"
        />
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      @if (before) {
        <button matButton type="button" (click)="save($event, '')">{{ t('status.clear') }}</button>
      }
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="status" [disabled]="busy()" disabledInteractive>
        {{ t('settings.save') }}
      </button>
    </mat-dialog-actions>
  `,
})
export class StatusDialog {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly dialog = inject<MatDialogRef<StatusDialog>>(MatDialogRef);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly limits = limits;

  protected readonly before = this.session.me()?.statusText ?? '';
  protected readonly text = signal(this.before);
  protected readonly busy = signal(false);
  /** The last refusal, until the text changes. */
  protected readonly failure = linkedSignal<string, unknown>({ source: this.text, computation: () => null });

  protected async save(event: Event, text: string): Promise<void> {
    event.preventDefault();
    if (this.busy()) return;
    this.busy.set(true);
    try {
      this.session.update(await this.api.patch<Me>('/users/me', { statusText: trimText(text) }));
      this.dialog.close();
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}

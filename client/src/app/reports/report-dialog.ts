import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { REPORT_REASONS, type ReportReason } from '@api/shared/reports.policy.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { Api } from '../api/api.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { ChoiceField } from '../ui/fields/choice-field.ts';
import { TextArea } from '../ui/fields/text-area.ts';
import { Submission } from '../ui/submission.ts';

const SHOWN_MS = 5_000;

/** Reports a message to those who moderate. */
@Component({
  selector: 'parley-report-dialog',
  imports: [ChoiceField, MatButton, MatDialogModule, TextArea],
  template: `
    <h2 mat-dialog-title>{{ t('report.title') }}</h2>
    <mat-dialog-content>
      <form id="report" novalidate (submit)="report($event)">
        <p>{{ t('report.text') }}</p>
        <parley-choice-field [label]="t('report.reason')" [choices]="reasons()" [(value)]="reason" />
        <parley-text-area [label]="t('report.note')" [problem]="noteProblem()" [(value)]="note" />
        @if (submission.failure(); as failure) {
          <p class="problem" role="alert">{{ problems.of(failure) }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="report" [disabled]="submission.busy()" disabledInteractive>
        {{ t('report.send') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../rooms/dialog-form.scss',
})
export class ReportDialog {
  private readonly api = inject(Api);
  private readonly dialog = inject<MatDialogRef<ReportDialog>>(MatDialogRef);
  private readonly message = inject<Message>(MAT_DIALOG_DATA);
  private readonly snackBar = inject(MatSnackBar);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly reason = signal<ReportReason>('abuse');
  protected readonly note = signal('');
  protected readonly submission = new Submission(() => [this.reason(), this.note()]);
  protected readonly reasons = computed(() =>
    REPORT_REASONS.map((value) => ({ value, label: this.t(`report.reason.${value}`) })),
  );
  protected readonly noteProblem = computed(() => this.problems.ofField(this.submission.failure(), 'note'));

  protected async report(event: Event): Promise<void> {
    event.preventDefault();
    await this.submission.run(async () => {
      const input = { reason: this.reason(), note: this.note().trim() };
      await this.api.post(`/messages/${this.message.id}/reports`, input);
      this.dialog.close();
      this.snackBar.open(this.t('report.sent'), undefined, { duration: SHOWN_MS });
    });
  }
}

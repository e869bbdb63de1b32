import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';

export interface Deletion {
  title: string;
  text: string;
  action: string;
  /** The name to be typed, and the label of its field. */
  name: string;
  field: string;
  /** The field of a refusal by the server. */
  refusedField: string;
  run(typed: string): Promise<void>;
}

/** Asks for the name of what is deleted for good, and deletes it. */
@Component({
  selector: 'parley-erase-dialog',
  imports: [MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <mat-dialog-content>
      <form id="erase" novalidate (submit)="erase($event)">
        <p>{{ data.text }}</p>
        <parley-text-field [label]="data.field" [problem]="problem()" [(value)]="typed" />
        @if (failure() && !problem()) {
          <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button
        matButton="filled"
        class="danger"
        type="submit"
        form="erase"
        [disabled]="busy() || !isTyped()"
        disabledInteractive
      >
        {{ data.action }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
  styles: `
    .danger {
      --mat-button-filled-container-color: var(--mat-sys-error);
      --mat-button-filled-label-text-color: var(--mat-sys-on-error);
    }
  `,
})
export class EraseDialog {
  protected readonly data = inject<Deletion>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<EraseDialog, boolean>>(MatDialogRef);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly typed = signal('');
  protected readonly isTyped = computed(() => this.typed().trim() === this.data.name.trim());
  private readonly submission = new Submission(() => this.typed());
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly problem = computed(() => this.problems.ofField(this.failure(), this.data.refusedField));

  protected async erase(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.isTyped()) return;
    await this.submission.run(async () => {
      await this.data.run(this.typed().trim());
      this.dialog.close(true);
    });
  }
}

import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, type MatDialog, MatDialogModule } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { Texts } from '../../i18n/texts.ts';

export interface Question {
  title: string;
  text: string;
  /** Label of the button that confirms. */
  action: string;
  /** Whether the action can be undone; the button is not red then. */
  harmless?: boolean;
}

/** Asks for confirmation before an action. */
@Component({
  selector: 'parley-confirm-dialog',
  imports: [MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content>{{ question.text }}</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" [class.danger]="!question.harmless" [mat-dialog-close]="true">
        {{ question.action }}
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    .danger {
      --mat-button-filled-container-color: var(--mat-sys-error);
      --mat-button-filled-label-text-color: var(--mat-sys-on-error);
    }
  `,
})
export class ConfirmDialog {
  protected readonly t = inject(Texts).t;
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
}

export async function confirmed(dialog: MatDialog, question: Question): Promise<boolean> {
  const answer = dialog.open<ConfirmDialog, Question, boolean>(ConfirmDialog, { data: question, width: '26rem' });
  return (await firstValueFrom(answer.afterClosed())) === true;
}

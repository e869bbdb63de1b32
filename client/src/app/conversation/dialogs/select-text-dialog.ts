import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { Message } from '@api/timeline/message.dto.ts';
import { MessageBody } from '../../markdown/message-body.ts';
import { Texts } from '../../i18n/texts.ts';

/** The text of a message alone, so that parts of it can be selected by touch. */
@Component({
  selector: 'parley-select-text-dialog',
  imports: [MatButton, MatDialogModule, MessageBody],
  template: `
    <h2 mat-dialog-title>{{ t('message.select') }}</h2>
    <mat-dialog-content>
      <p class="hint">{{ t('message.select-hint') }}</p>
      <parley-message-body class="words" dir="auto" [body]="message.body" />
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('close') }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    .hint {
      margin-bottom: 0.75rem;
      font-size: 0.8125rem;
      color: var(--mat-sys-on-surface-variant);
    }
    .words {
      color: var(--mat-sys-on-surface);
      user-select: text;
      -webkit-touch-callout: default;
    }
  `,
})
export class SelectTextDialog {
  protected readonly message = inject<Message>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;
}

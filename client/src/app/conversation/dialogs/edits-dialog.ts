import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { EditPage, Message } from '@api/timeline/message.dto.ts';
import { Api } from '../../api/api.ts';
import { MessageBody } from '../../markdown/message-body.ts';
import { Dates } from '../../ui/dates.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { Texts } from '../../i18n/texts.ts';

/** The earlier texts of a message, and its text now. */
@Component({
  selector: 'parley-edits-dialog',
  imports: [ListEnd, LoadFailure, MatButton, MatDialogModule, MessageBody],
  template: `
    <h2 mat-dialog-title>{{ t('message.edits') }}</h2>
    <mat-dialog-content>
      @if (edits.error()) {
        <parley-load-failure [error]="edits.error()" (retry)="edits.reload()" />
      } @else if (!edits.loaded()) {
        <p role="status">{{ t('loading') }}</p>
      } @else {
        <ol>
          @for (edit of edits.items(); track $index) {
            <li>
              <time [attr.datetime]="edit.saidAt">{{ dates.moment(edit.saidAt) }}</time>
              <parley-message-body [body]="edit.body" />
            </li>
          }
          @if (!edits.hasMore()) {
            <li>
              <time [attr.datetime]="message.editedAt">{{ t('message.edits-now') }}</time>
              <parley-message-body [body]="message.body" />
            </li>
          }
        </ol>
        <parley-list-end [list]="edits" />
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('close') }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    ol {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 0.875rem;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      padding-inline-start: 0.75rem;
      border-inline-start: 3px solid var(--mat-sys-outline-variant);
      &:last-child {
        border-color: var(--mat-sys-primary);
      }
    }
    time {
      font-size: 0.75rem;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class EditsDialog {
  private readonly api = inject(Api);
  protected readonly message = inject<Message>(MAT_DIALOG_DATA);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;
  protected readonly edits = pagedList(
    () => this.message.id,
    (id, cursor) => this.api.get<EditPage>(`/messages/${id}/edits`, { cursor }),
  );
}

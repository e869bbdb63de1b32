import { Component, inject, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { Readers } from '@api/messages/messages.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { Api } from '../../api/api.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';

/** The members who have read a message; in large rooms only their number. */
@Component({
  selector: 'parley-readers-dialog',
  imports: [Avatar, LoadFailure, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t('message.readers') }}</h2>
    <mat-dialog-content>
      @if (readers.error()) {
        <parley-load-failure [error]="readers.error()" (retry)="readers.reload()" />
      } @else if (!readers.hasValue()) {
        <p role="status">{{ t('loading') }}</p>
      } @else if (readers.value().count === 0) {
        <p>{{ t('message.readers-none') }}</p>
      } @else {
        <p>{{ texts.count('message.read', readers.value().count) }}</p>
        <ul class="results">
          @for (person of readers.value().items; track person.id) {
            <li class="result">
              <parley-avatar [id]="person.id" [name]="person.displayName" [url]="person.avatarUrl" [size]="32" />
              <span class="words">
                <span dir="auto">{{ person.displayName }}</span>
                <small dir="auto">{{ '@' + person.username }}</small>
              </span>
            </li>
          }
        </ul>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('close') }}</button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class ReadersDialog {
  private readonly api = inject(Api);
  private readonly message = inject<Message>(MAT_DIALOG_DATA);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly readers = resource({
    loader: () => this.api.get<Readers>(`/messages/${this.message.id}/readers`),
  });
}

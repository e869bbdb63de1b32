import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { Texts } from '../i18n/texts.ts';
import { ReportList } from './report-list.ts';

/** The reported messages of a room, for those who moderate it. */
@Component({
  selector: 'parley-room-reports-dialog',
  imports: [MatButton, MatDialogModule, ReportList],
  template: `
    <h2 mat-dialog-title>{{ t('report.list') }}</h2>
    <mat-dialog-content><parley-report-list [path]="'/rooms/' + room.id + '/reports'" /></mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('close') }}</button>
    </mat-dialog-actions>
  `,
})
export class RoomReportsDialog {
  protected readonly room = inject<Room>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;
}

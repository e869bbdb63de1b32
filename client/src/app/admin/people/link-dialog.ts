import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { Texts } from '../../i18n/texts.ts';
import { Dates } from '../../ui/dates.ts';
import { ShownLink } from '../../ui/shown-link.ts';

export interface ShownOnce {
  name: string;
  link: string;
  until: string;
  /** The address that it was mailed to as well. */
  email?: string;
}

/** Shows a link that the server does not tell again. */
@Component({
  selector: 'parley-link-dialog',
  imports: [MatButton, MatDialogModule, ShownLink],
  template: `
    <h2 mat-dialog-title>{{ t('admin.link-title', { name: data.name }) }}</h2>
    <mat-dialog-content>
      <div class="body">
        <parley-shown-link [url]="data.link" [label]="t('admin.link-title', { name: data.name })" />
        <p>{{ t('admin.link-until', { time: dates.moment(data.until) }) }}</p>
        @if (data.email) {
          <p>{{ t('admin.link-mailed', { email: data.email }) }}</p>
        }
      </div>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton="tonal" type="button" mat-dialog-close>{{ t('close') }}</button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class LinkDialog {
  protected readonly data = inject<ShownOnce>(MAT_DIALOG_DATA);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;
}

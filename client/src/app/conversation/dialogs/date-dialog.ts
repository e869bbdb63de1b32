import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Texts } from '../../i18n/texts.ts';

/** Asks for a day between the first day of the room and today. Closes with its start in the reader's time zone. */
@Component({
  selector: 'parley-date-dialog',
  imports: [MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t('room.to-date') }}</h2>
    <mat-dialog-content>
      <input
        #field
        type="date"
        [attr.aria-label]="t('room.date')"
        [min]="first"
        [max]="today"
        [value]="day()"
        (input)="day.set(field.value)"
        (keydown.enter)="go()"
      />
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="button" [disabled]="!isPossible()" (click)="go()">
        {{ t('room.date-go') }}
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    @use '../../ui/mixins';

    input {
      @include mixins.native-field;
      min-width: 14rem;
    }
  `,
})
export class DateDialog {
  private readonly dialog = inject<MatDialogRef<DateDialog, string>>(MatDialogRef);
  protected readonly t = inject(Texts).t;
  protected readonly first = isoDate(new Date(inject<string>(MAT_DIALOG_DATA)));
  protected readonly today = isoDate(new Date());
  protected readonly day = signal(this.today);

  protected isPossible(): boolean {
    return this.day() >= this.first && this.day() <= this.today;
  }

  protected go(): void {
    // A date without a time would be parsed as midnight UTC.
    if (this.isPossible()) this.dialog.close(new Date(`${this.day()}T00:00:00`).toISOString());
  }
}

/** The date as a date field writes it, in the reader's time zone. */
const isoDate = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

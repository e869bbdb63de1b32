import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Texts } from '../i18n/texts.ts';
import { localDateTime } from '../saved/reminder-times.ts';
import { Dates } from '../ui/dates.ts';
import { ChoiceField } from '../ui/fields/choice-field.ts';
import { type ScheduleTime, scheduleTimes } from './schedule-times.ts';

type Choice = ScheduleTime | 'other';

/** Asks when a message is to be sent; closes with the time in ISO 8601. */
@Component({
  selector: 'parley-schedule-dialog',
  imports: [ChoiceField, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t('schedule.title') }}</h2>
    <mat-dialog-content>
      <form id="schedule" novalidate (submit)="choose($event)">
        <parley-choice-field [label]="t('reminder.when')" [choices]="choices()" [(value)]="choice" />
        @if (choice() === 'other') {
          <input
            #field
            type="datetime-local"
            [attr.aria-label]="t('reminder.time')"
            [min]="earliest"
            [value]="other()"
            (input)="other.set(field.value)"
          />
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="schedule" [disabled]="!at()" disabledInteractive>
        {{ t('schedule.set') }}
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    @use '../ui/mixins';

    form {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 1rem;
    }
    input {
      @include mixins.native-field;
    }
  `,
})
export class ScheduleDialog {
  private readonly dialog = inject<MatDialogRef<ScheduleDialog, string>>(MatDialogRef);
  private readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;

  private readonly times = scheduleTimes(new Date());
  protected readonly earliest = localDateTime(new Date());
  protected readonly choices = computed(() => [
    ...this.times.map(({ time, at }) => ({
      value: time,
      label: this.t(`schedule-time.${time}`),
      text: this.dates.within(at.toISOString()),
    })),
    { value: 'other' as Choice, label: this.t('reminder-time.other') },
  ]);
  protected readonly choice = signal<Choice>(this.times[0]?.time ?? 'other');
  protected readonly other = signal(localDateTime(this.times.at(-1)?.at ?? new Date()));
  /** The chosen time; null where none, or one that is over, is entered. */
  protected readonly at = computed(() => {
    const chosen = this.times.find(({ time }) => time === this.choice())?.at ?? new Date(this.other());
    return chosen.getTime() > Date.now() ? chosen.toISOString() : null;
  });

  protected choose(event: Event): void {
    event.preventDefault();
    const at = this.at();
    if (at) this.dialog.close(at);
  }
}

import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { trimText } from '@api/shared/visible-text.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { Dates } from '../ui/dates.ts';
import { ChoiceField } from '../ui/fields/choice-field.ts';
import { TextArea } from '../ui/fields/text-area.ts';
import { localDateTime, type ReminderTime, reminderTimes } from './reminder-times.ts';
import { SavedStore } from './saved-store.ts';

type Choice = ReminderTime | 'other';

/** Asks when to be reminded of a message, and for a note. */
@Component({
  selector: 'parley-reminder-dialog',
  imports: [ChoiceField, MatButton, MatDialogModule, TextArea],
  template: `
    <h2 mat-dialog-title>{{ t('reminder.title') }}</h2>
    <mat-dialog-content>
      <form id="reminder" novalidate (submit)="set($event)">
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
        <parley-text-area [label]="t('reminder.note')" [hint]="t('reminder.note-hint')" [(value)]="note" />
        @if (failure()) {
          <p class="problem" role="alert">
            {{
              problems.ofField(failure(), 'remindAt') ?? problems.ofField(failure(), 'note') ?? problems.of(failure())
            }}
          </p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      @if (before?.remindAt) {
        <button matButton type="button" class="remove" (click)="send({ remindAt: null })">
          {{ t('reminder.remove') }}
        </button>
      }
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="reminder" [disabled]="busy() || !at()" disabledInteractive>
        {{ t('reminder.set') }}
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
    .problem {
      @include mixins.error-text;
    }
    .remove {
      margin-inline-end: auto;
    }
  `,
})
export class ReminderDialog {
  private readonly store = inject(SavedStore);
  private readonly dialog = inject<MatDialogRef<ReminderDialog, true>>(MatDialogRef);
  private readonly dates = inject(Dates);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  private readonly messageId = inject<string>(MAT_DIALOG_DATA);
  protected readonly before = this.store.entry(this.messageId);

  private readonly times = reminderTimes(new Date());
  protected readonly earliest = localDateTime(new Date());
  protected readonly choices = computed(() => [
    ...this.times.map(({ time, at }) => ({
      value: time,
      label: this.t(`reminder-time.${time}`),
      text: this.dates.within(at.toISOString()),
    })),
    { value: 'other' as Choice, label: this.t('reminder-time.other') },
  ]);
  protected readonly choice = signal<Choice>('minutes');
  protected readonly other = signal(localDateTime(this.times.at(-1)?.at ?? new Date()));
  protected readonly note = signal(this.before?.note ?? '');
  protected readonly busy = signal(false);
  /** The chosen time; null where none, or one that is over, is entered. */
  protected readonly at = computed(() => {
    const chosen = this.times.find(({ time }) => time === this.choice())?.at ?? new Date(this.other());
    return chosen.getTime() > Date.now() ? chosen.toISOString() : null;
  });
  /** The last refusal, until something changes. */
  protected readonly failure = linkedSignal<unknown, unknown>({
    source: computed(() => [this.at(), this.note()]),
    computation: () => null,
  });

  protected async set(event: Event): Promise<void> {
    event.preventDefault();
    const remindAt = this.at();
    if (remindAt) await this.send({ remindAt });
  }

  protected async send(reminder: { remindAt: string | null }): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    try {
      await this.store.save(this.messageId, { ...reminder, note: trimText(this.note()) });
      this.dialog.close(true);
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}

import { Component, computed, type ElementRef, inject, signal, viewChildren } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { limits } from '@api/shared/limits.ts';
import { repairLine } from '@api/shared/repair-text.ts';
import { isBlank, trimText } from '@api/shared/visible-text.ts';
import type { Poll } from '@api/timeline/poll.dto.ts';
import { Texts } from '../i18n/texts.ts';
import { SelectField } from '../ui/fields/select-field.ts';
import { SwitchField } from '../ui/fields/switch-field.ts';
import { TextArea } from '../ui/fields/text-area.ts';
import { Icon } from '../ui/icon.ts';
import {
  CLOSING_CHOICES,
  type ClosingChoice,
  closingTime,
  type PollDraft,
  withEmptyField,
  writtenOptions,
} from './poll-draft.ts';

const RESULTS: readonly Poll['results'][] = ['always', 'voted', 'closed'];
const MIN_OPTIONS = 2;

/** Writes a poll, and closes with it; nothing is sent here. */
@Component({
  selector: 'parley-poll-dialog',
  imports: [Icon, MatButton, MatDialogModule, MatIconButton, SelectField, SwitchField, TextArea],
  templateUrl: './poll-dialog.html',
  styleUrl: './poll-dialog.scss',
})
export class PollDialog {
  private readonly dialog = inject<MatDialogRef<PollDialog, PollDraft>>(MatDialogRef);
  protected readonly t = inject(Texts).t;
  private readonly before = inject<Partial<PollDraft>>(MAT_DIALOG_DATA);

  protected readonly question = signal(this.before.question ?? '');
  protected readonly fields = signal(withEmptyField(this.before.poll?.options ?? ['', ''], limits.pollOptions));
  protected readonly most = signal(String(this.before.poll?.most ?? 1));
  protected readonly hidesNames = signal(this.before.poll?.names === 'hidden');
  protected readonly results = signal<Poll['results']>(this.before.poll?.results ?? 'always');
  protected readonly adding = signal(this.before.poll?.adding ?? false);
  protected readonly closing = signal<ClosingChoice>(this.before.poll?.closesAt ? 'other' : 'never');
  protected readonly otherTime = signal('');
  protected readonly maxOption = limits.pollOption;

  protected readonly resultChoices = RESULTS.map((value) => ({ value, label: this.t(`poll.shown.${value}`) }));
  protected readonly closingChoices = CLOSING_CHOICES.map((value) => ({
    value,
    label: this.t(`poll.closings.${value}`),
  }));
  protected readonly options = computed(() => writtenOptions(this.fields()));
  protected readonly mostChoices = computed(() => {
    const count = this.adding() ? limits.pollOptions : Math.max(MIN_OPTIONS, this.options().length);
    return Array.from({ length: count }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }));
  });
  private readonly closesAt = computed(() => closingTime(this.closing(), this.otherTime(), Date.now()));
  protected readonly isReady = computed(
    () =>
      !isBlank(this.question()) &&
      [...trimText(this.question())].length <= limits.messageBody &&
      this.options().length >= MIN_OPTIONS &&
      (this.closing() === 'never' || Date.parse(this.closesAt() ?? '') > Date.now()),
  );
  private readonly optionFields = viewChildren<ElementRef<HTMLInputElement>>('option');

  protected setOption(index: number, field: HTMLInputElement): void {
    const text = repairLine(field.value);
    if (text !== field.value) field.value = text;
    this.fields.update((fields) => withEmptyField(fields.with(index, text), limits.pollOptions));
  }

  protected removeOption(index: number): void {
    this.fields.update((fields) => withEmptyField(fields.toSpliced(index, 1), limits.pollOptions));
    this.optionFields()[Math.max(0, index - 1)]?.nativeElement.focus();
  }

  /** As in a list: Enter goes to the next field, and sends nothing. */
  protected toNext(event: Event, index: number): void {
    event.preventDefault();
    this.optionFields()[index + 1]?.nativeElement.focus();
  }

  protected ask(event: Event): void {
    event.preventDefault();
    if (!this.isReady()) return;
    const options = this.options();
    const most = Math.min(Number(this.most()), this.adding() ? limits.pollOptions : options.length);
    const closesAt = this.closesAt();
    this.dialog.close({
      question: trimText(this.question()),
      poll: {
        options,
        most,
        names: this.hidesNames() ? 'hidden' : 'shown',
        results: this.results(),
        adding: this.adding(),
        ...(closesAt && { closesAt }),
      },
    });
  }
}

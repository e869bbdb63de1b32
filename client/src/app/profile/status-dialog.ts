import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { EmojiText } from '../custom-emoji/emoji-text.ts';
import { limits } from '@api/shared/limits.ts';
import { trimText } from '@api/shared/visible-text.ts';
import type { Me, SetStatus } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Session } from '../auth/session.ts';
import { EmojiPickerOverlay } from '../emoji/emoji-picker-overlay.ts';
import { Texts } from '../i18n/texts.ts';
import { SelectField } from '../ui/fields/select-field.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Icon } from '../ui/icon.ts';
import { MinuteClock } from '../ui/minute-clock.ts';
import { Submission } from '../ui/submission.ts';
import { lastingStatus } from '../users/shown-status.ts';
import { fieldValueOf, momentOf, STATUS_ENDS, STATUS_PRESETS, type StatusEnd } from './status-ends.ts';

type Preset = (typeof STATUS_PRESETS)[number];

/** Edits the reader's status: an emoji, words and an end. */
@Component({
  selector: 'parley-status-dialog',
  imports: [EmojiText, Icon, MatButton, MatDialogModule, SelectField, TextField],
  templateUrl: './status-dialog.html',
  styleUrl: './status-dialog.scss',
})
export class StatusDialog {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly pickers = inject(EmojiPickerOverlay);
  private readonly clock = inject(MinuteClock);
  private readonly dialog = inject<MatDialogRef<StatusDialog>>(MatDialogRef);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly limits = limits;
  protected readonly presets = STATUS_PRESETS;
  protected readonly presetKey = (key: Preset['key']) => `status.presets.${key}` as const;
  protected readonly endKey = (end: StatusEnd) => `status.ends.${end}` as const;

  protected readonly before = lastingStatus(this.session.me()?.status, Date.now());
  protected readonly emoji = signal(this.before?.emoji ?? '');
  protected readonly text = signal(this.before?.text ?? '');
  protected readonly end = signal<StatusEnd>(this.before?.until ? 'pick' : 'never');
  protected readonly picked = signal(this.before?.until ? fieldValueOf(new Date(this.before.until)) : '');
  protected readonly earliest = fieldValueOf(new Date());
  protected readonly ends = computed(() => STATUS_ENDS.map((value) => ({ value, label: this.t(this.endKey(value)) })));

  private readonly values = computed(() => [this.emoji(), this.text(), this.end(), this.picked()]);
  private readonly submission = new Submission(this.values);
  protected readonly busy = this.submission.busy;
  /** Whether a picked time was refused, until something changes. */
  private readonly isEndRefused = linkedSignal({ source: this.values, computation: () => false });
  protected readonly endProblem = computed(() =>
    this.isEndRefused() || this.problems.ofField(this.submission.failure(), 'status.until')
      ? this.t('status.end-past')
      : null,
  );
  protected readonly textProblem = computed(() => {
    const failure = this.submission.failure();
    if (!failure || this.endProblem()) return null;
    return this.problems.ofField(failure, 'status.text') ?? this.problems.of(failure);
  });

  protected use({ key, emoji, end }: Preset): void {
    this.emoji.set(emoji);
    this.text.set(this.t(this.presetKey(key)));
    this.end.set(end);
  }

  protected async pickEmoji(beside: HTMLElement): Promise<void> {
    const emoji = await this.pickers.choose(beside);
    if (emoji) this.emoji.set(emoji);
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const until = momentOf(this.end(), this.picked(), new Date());
    if (until === undefined) {
      this.isEndRefused.set(true);
      return;
    }
    const text = trimText(this.text());
    await this.send(
      text || this.emoji() ? { emoji: this.emoji() || null, text, until: until?.toISOString() ?? null } : null,
    );
  }

  protected clear(): Promise<void> {
    return this.send(null);
  }

  private send(status: SetStatus | null): Promise<void> {
    return this.submission.run(async () => {
      this.session.update(await this.api.patch<Me>('/users/me', { status }));
      this.clock.update();
      this.dialog.close();
    });
  }
}

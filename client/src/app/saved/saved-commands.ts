import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import type { SavedEntry, SaveMessage } from '@api/saved/saved.dto.ts';
import { firstValueFrom } from 'rxjs';
import { ProblemTexts } from '../api/problem-texts.ts';
import { type TextKey, Texts } from '../i18n/texts.ts';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';
import { SavedStore } from './saved-store.ts';

const SHOWN_MS = 5_000;

/** Saves messages for later and says so; problems are shown. */
@Injectable({ providedIn: 'root' })
export class SavedCommands {
  private readonly store = inject(SavedStore);
  private readonly dialog = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);
  private readonly snackBar = inject(MatSnackBar);
  private readonly problems = inject(ProblemTexts);
  private readonly t = inject(Texts).t;

  async save(messageId: string): Promise<void> {
    await this.run(async () => {
      await this.store.save(messageId, { state: 'open' });
      this.offer('saved.done', 'reminder.offer', () => this.remind(messageId));
    });
  }

  async remove(messageId: string): Promise<void> {
    const before = this.store.entry(messageId);
    await this.run(async () => {
      await this.store.remove(messageId);
      this.offer('saved.removed', 'undo', () => this.restore(messageId, before));
    });
  }

  async setDone(messageId: string, isDone: boolean): Promise<void> {
    const before = this.store.entry(messageId);
    await this.run(async () => {
      await this.store.save(messageId, { state: isDone ? 'done' : 'open' });
      this.offer(isDone ? 'later.is-done' : 'later.is-open', 'undo', () => this.restore(messageId, before));
    });
  }

  /** Asks for a time, and saves the message with it. */
  async remind(messageId: string): Promise<void> {
    const { ReminderDialog } = await this.typeAhead.load(() => import('./reminder-dialog.ts'));
    const opened = this.dialog.open<unknown, string, true>(ReminderDialog, { width: '26rem', data: messageId });
    if (await firstValueFrom(opened.afterClosed())) this.announce('reminder.done');
  }

  private restore(messageId: string, before: SavedEntry | undefined): Promise<void> {
    return this.run(() => this.store.save(messageId, formerState(before)));
  }

  private offer(text: TextKey, action: TextKey, act: () => Promise<void>): void {
    const shown = this.snackBar.open(this.t(text), this.t(action), { duration: SHOWN_MS });
    shown.onAction().subscribe(() => void act());
  }

  private announce(text: TextKey): void {
    this.snackBar.open(this.t(text), undefined, { duration: 3000 });
  }

  private async run(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.problems.show(error);
    }
  }
}

/** A reminder that is over is not set again. */
function formerState(before: SavedEntry | undefined): SaveMessage {
  if (!before) return {};
  const { state, note, remindAt } = before;
  return { state, note, ...(remindAt && Date.parse(remindAt) > Date.now() && { remindAt }) };
}

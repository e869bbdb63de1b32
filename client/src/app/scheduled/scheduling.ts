import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import type { ScheduledEntry, ScheduleMessage } from '@api/scheduled/scheduled.dto.ts';
import { firstValueFrom } from 'rxjs';
import { ProblemTexts } from '../api/problem-texts.ts';
import { newId } from '../api/new-id.ts';
import { Texts } from '../i18n/texts.ts';
import { Dates } from '../ui/dates.ts';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';
import { ScheduledStore } from './scheduled-store.ts';

const SHOWN_MS = 8_000;

/** Schedules messages and changes what is scheduled, and says so; problems are shown. */
@Injectable({ providedIn: 'root' })
export class Scheduling {
  private readonly store = inject(ScheduledStore);
  private readonly dialog = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);
  private readonly snackBar = inject(MatSnackBar);
  private readonly dates = inject(Dates);
  private readonly problems = inject(ProblemTexts);
  private readonly t = inject(Texts).t;

  /**
   * Asks for a time, and schedules the message.
   * @param onUndo called once it is removed again
   * @returns whether it is scheduled
   */
  async schedule(
    roomId: string,
    message: Omit<ScheduleMessage, 'clientId' | 'sendAt'>,
    onUndo: () => void,
  ): Promise<boolean> {
    const sendAt = await this.askTime();
    if (!sendAt) return false;
    const clientId = newId();
    return this.run(async () => {
      await this.store.create(roomId, { ...message, clientId, sendAt });
      this.offerUndo(this.t('schedule.done', { time: this.dates.within(sendAt) }), async () => {
        await this.store.remove(clientId);
        onUndo();
      });
    });
  }

  async move({ id, sendAt: before }: ScheduledEntry): Promise<void> {
    const sendAt = await this.askTime();
    if (!sendAt) return;
    await this.run(async () => {
      await this.store.change(id, { sendAt });
      const text = this.t('schedule.done', { time: this.dates.within(sendAt) });
      if (Date.parse(before) > Date.now()) this.offerUndo(text, () => this.store.change(id, { sendAt: before }));
      else this.snackBar.open(text, undefined, { duration: SHOWN_MS });
    });
  }

  async sendNow({ id }: ScheduledEntry): Promise<void> {
    await this.run(async () => {
      await this.store.sendNow(id);
      this.snackBar.open(this.t('schedule.sent'), undefined, { duration: SHOWN_MS });
    });
  }

  /** @returns whether it is removed */
  remove({ id }: ScheduledEntry): Promise<boolean> {
    return this.run(() => this.store.remove(id));
  }

  /** What is gone can be scheduled again only while its time is still to come. */
  async removeWithUndo(entry: ScheduledEntry): Promise<void> {
    if (!(await this.remove(entry))) return;
    const { id: clientId, roomId, body, replyToId, threadId, alsoInRoom, attachmentIds, sendAt } = entry;
    if (Date.parse(sendAt) <= Date.now()) return;
    const place = { ...(replyToId && { replyToId }), ...(threadId && { threadId, alsoInRoom }) };
    const message = { clientId, body, attachmentIds, sendAt, ...place };
    this.offerUndo(this.t('schedule.removed'), () => this.store.create(roomId, message));
  }

  private async askTime(): Promise<string | undefined> {
    const { ScheduleDialog } = await this.typeAhead.load(() => import('./schedule-dialog.ts'));
    return firstValueFrom(this.dialog.open<unknown, unknown, string>(ScheduleDialog, { width: '26rem' }).afterClosed());
  }

  private offerUndo(text: string, undo: () => Promise<void>): void {
    const shown = this.snackBar.open(text, this.t('undo'), { duration: SHOWN_MS });
    shown.onAction().subscribe(() => void this.run(undo));
  }

  private async run(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.problems.show(error);
      return false;
    }
  }
}

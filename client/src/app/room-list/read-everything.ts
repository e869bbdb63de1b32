import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';

/** Time in which everything can be made unread again. */
const UNDO_MS = 10_000;

/** Marks all rooms as read, after a question, and takes it back. */
@Injectable({ providedIn: 'root' })
export class ReadEverything {
  private readonly rooms = inject(RoomsStore);
  private readonly dialog = inject(MatDialog);
  private readonly snackBar = inject(MatSnackBar);
  private readonly problems = inject(ProblemTexts);
  private readonly t = inject(Texts).t;

  async ask(): Promise<void> {
    const question = {
      title: this.t('rooms.read-all-title'),
      text: this.t('rooms.read-all-text'),
      action: this.t('rooms.read-all'),
      harmless: true,
    };
    if (!(await confirmed(this.dialog, question))) return;
    try {
      const marks = await this.rooms.markAllRead();
      if (marks.length === 0) return void this.snackBar.open(this.t('rooms.all-read'), undefined, { duration: 3000 });
      const undo = this.snackBar.open(this.t('rooms.read-all-done'), this.t('undo'), { duration: UNDO_MS });
      undo
        .onAction()
        .subscribe(() => void this.rooms.readBack(marks).catch((error: unknown) => this.problems.show(error)));
    } catch (error) {
      this.problems.show(error);
    }
  }
}

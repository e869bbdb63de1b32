import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { BlocksStore } from './blocks-store.ts';

const SHOWN_MS = 5_000;

/** Blocks people, once the reader has confirmed it, and unblocks them; problems are shown. */
@Injectable({ providedIn: 'root' })
export class BlockCommands {
  private readonly store = inject(BlocksStore);
  private readonly dialog = inject(MatDialog);
  private readonly snackBar = inject(MatSnackBar);
  private readonly problems = inject(ProblemTexts);
  private readonly t = inject(Texts).t;

  /** @returns whether the person is blocked now */
  async block(userId: string, name: string): Promise<boolean> {
    const question = { title: this.t('block.title', { name }), text: this.t('block.text'), action: this.t('block.do') };
    if (!(await confirmed(this.dialog, question))) return false;
    return this.run(() => this.store.block(userId), this.t('block.done', { name }));
  }

  /** @returns whether the person is not blocked any more */
  unblock(userId: string, name: string): Promise<boolean> {
    return this.run(() => this.store.unblock(userId), this.t('block.undone', { name }));
  }

  private async run(change: () => Promise<void>, done: string): Promise<boolean> {
    try {
      await change();
      this.snackBar.open(done, this.t('close'), { duration: SHOWN_MS });
      return true;
    } catch (error) {
      this.problems.show(error);
      return false;
    }
  }
}

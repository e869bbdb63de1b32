import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';
import type { PollDraft } from './poll-draft.ts';

/** Opens the form for a poll, which is loaded on first use. */
@Injectable({ providedIn: 'root' })
export class PollDialogOpener {
  private readonly dialog = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);

  /** @returns the poll as it was written; undefined when its author wants none after all */
  async open(before: Partial<PollDraft>): Promise<PollDraft | undefined> {
    const { PollDialog } = await this.typeAhead.load(() => import('./poll-dialog.ts'));
    const opened = this.dialog.open<unknown, Partial<PollDraft>, PollDraft>(PollDialog, {
      width: '30rem',
      data: before,
    });
    return firstValueFrom(opened.afterClosed());
  }
}

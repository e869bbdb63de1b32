import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Texts } from '../i18n/texts.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { PollsStore } from './polls-store.ts';

/** Closes polls, once their closing is confirmed: it cannot be undone. */
@Injectable({ providedIn: 'root' })
export class PollClosing {
  private readonly store = inject(PollsStore);
  private readonly dialog = inject(MatDialog);
  private readonly t = inject(Texts).t;

  /** @throws ApiProblem */
  async close(messageId: string): Promise<void> {
    const question = {
      title: this.t('poll.close-title'),
      text: this.t('poll.close-text'),
      action: this.t('poll.close'),
    };
    if (await confirmed(this.dialog, question)) await this.store.close(messageId);
  }
}

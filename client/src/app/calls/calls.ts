import { inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import type { Call } from '@api/calls/calls.dto.ts';
import { Api } from '../api/api.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';

const OFFERED_MS = 30_000;

/** Starts and enters calls, which are held in a tab of their own. Its address lets the reader in by name: it is never kept. */
@Injectable({ providedIn: 'root' })
export class Calls {
  private readonly api = inject(Api);
  private readonly problems = inject(ProblemTexts);
  private readonly snackBar = inject(MatSnackBar);
  private readonly t = inject(Texts).t;

  /** Starts a call of the room, or enters the one that is open. */
  start(roomId: string): Promise<void> {
    return this.open(`/rooms/${roomId}/calls`);
  }

  /** Enters the call that is open. */
  join(roomId: string): Promise<void> {
    return this.open(`/rooms/${roomId}/calls/join`);
  }

  /**
   * The tab is opened before the server answers: afterwards a browser may take it for a pop-up. It knows nothing of this page,
   * whose policy for referrers it has inherited.
   */
  private async open(path: string): Promise<void> {
    const tab = window.open('', '_blank');
    if (tab) tab.opener = null;
    try {
      const { url } = await this.api.post<Call>(path, {});
      if (tab) tab.location.replace(url);
      else this.offer(url);
    } catch (error) {
      tab?.close();
      this.problems.show(error);
    }
  }

  /** The browser opens no tab but by a press. */
  private offer(url: string): void {
    const shown = this.snackBar.open(this.t('call.ready'), this.t('call.join'), { duration: OFFERED_MS });
    shown.onAction().subscribe(() => window.open(url, '_blank', 'noopener,noreferrer'));
  }
}

import { LiveAnnouncer } from '@angular/cdk/a11y';
import { inject, Injectable } from '@angular/core';

const BATCH_MS = 1500;

/** Announces to screen readers: more than two announcements within the batch time are replaced by a summary. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly live = inject(LiveAnnouncer);
  private waiting: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param summary the text for a number of announcements that are too many to read */
  announce(text: string, summary: (count: number) => string): void {
    this.waiting.push(text);
    this.timer ??= setTimeout(() => {
      const texts = this.waiting;
      this.waiting = [];
      this.timer = undefined;
      void this.live.announce(texts.length > 2 ? summary(texts.length) : texts.join('. '), 'polite');
    }, BATCH_MS);
  }
}

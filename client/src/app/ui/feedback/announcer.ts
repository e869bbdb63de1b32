import { LiveAnnouncer } from '@angular/cdk/a11y';
import { inject, Injectable } from '@angular/core';

const BATCH_MS = 1500;

/** The one voice for screen readers: a burst is summed up instead of being read to the end. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly live = inject(LiveAnnouncer);
  private waiting: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `summary` says how many there were when there were too many to read. */
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

import { Injectable, signal } from '@angular/core';

const MINUTE_MS = 60_000;

/** The time, for what is shown to the minute: it moves on at each full minute, and when the page is seen again. */
@Injectable({ providedIn: 'root' })
export class MinuteClock {
  private readonly time = signal(Date.now());
  /** Milliseconds since 1970. */
  readonly now = this.time.asReadonly();

  constructor() {
    document.addEventListener('visibilitychange', () => this.update());
    this.waitForMinute();
  }

  /** For what has just changed and is compared with the present. */
  update(): void {
    this.time.set(Date.now());
  }

  private waitForMinute(): void {
    setTimeout(
      () => {
        this.update();
        this.waitForMinute();
      },
      MINUTE_MS - (Date.now() % MINUTE_MS),
    );
  }
}

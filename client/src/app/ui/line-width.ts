import { Injectable, signal } from '@angular/core';

/** Read by `public/theme.js` before the first paint. */
const STORAGE_KEY = 'parley.lines';

/** Whether lines of messages are as long as the window is wide; else they end where they are easily read. */
@Injectable({ providedIn: 'root' })
export class LineWidth {
  private readonly chosen = signal(localStorage.getItem(STORAGE_KEY) === 'full');
  readonly isFull = this.chosen.asReadonly();

  use(isFull: boolean): void {
    this.chosen.set(isFull);
    if (isFull) {
      document.documentElement.dataset['lines'] = 'full';
      localStorage.setItem(STORAGE_KEY, 'full');
    } else {
      delete document.documentElement.dataset['lines'];
      localStorage.removeItem(STORAGE_KEY);
    }
  }
}

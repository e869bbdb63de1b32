import { Injectable, signal } from '@angular/core';
import type { TextSize } from '@api/users/users.dto.ts';

/** Read by `public/theme.js` before the first paint. */
const STORAGE_KEY = 'parley.text';
export const TEXT_SIZES: readonly TextSize[] = ['small', 'medium', 'large', 'largest'];

const stored = (): TextSize => TEXT_SIZES.find((size) => size === localStorage.getItem(STORAGE_KEY)) ?? 'medium';

/** The size of all texts. */
@Injectable({ providedIn: 'root' })
export class TextSizeChoice {
  private readonly chosen = signal(stored());
  readonly current = this.chosen.asReadonly();

  use(size: TextSize): void {
    this.chosen.set(size);
    if (size === 'medium') {
      delete document.documentElement.dataset['text'];
      localStorage.removeItem(STORAGE_KEY);
    } else {
      document.documentElement.dataset['text'] = size;
      localStorage.setItem(STORAGE_KEY, size);
    }
  }
}

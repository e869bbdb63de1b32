import { Injectable, signal } from '@angular/core';
import type { Theme as ThemeName } from '@api/users/users.dto.ts';

/** Read by `public/theme.js` before the first paint. */
const STORAGE_KEY = 'parley.theme';

/** The theme: light, dark, or that of the system. */
@Injectable({ providedIn: 'root' })
export class Theme {
  private readonly chosen = signal<ThemeName>(storedTheme());
  readonly current = this.chosen.asReadonly();

  use(theme: ThemeName): void {
    this.chosen.set(theme);
    if (theme === 'system') {
      delete document.documentElement.dataset['theme'];
      localStorage.removeItem(STORAGE_KEY);
    } else {
      document.documentElement.dataset['theme'] = theme;
      localStorage.setItem(STORAGE_KEY, theme);
    }
  }
}

function storedTheme(): ThemeName {
  const theme = localStorage.getItem(STORAGE_KEY);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

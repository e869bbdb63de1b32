import { Injectable, signal } from '@angular/core';
import type { Theme as ThemeName } from '@api/users/users.dto.ts';

/** Kept here so that `public/theme.js` finds it before the first paint. */
const KEPT = 'parley.theme';

/** Light, dark, or as the system has it. */
@Injectable({ providedIn: 'root' })
export class Theme {
  private readonly chosen = signal<ThemeName>(kept());
  readonly current = this.chosen.asReadonly();

  use(theme: ThemeName): void {
    this.chosen.set(theme);
    if (theme === 'system') {
      delete document.documentElement.dataset['theme'];
      localStorage.removeItem(KEPT);
    } else {
      document.documentElement.dataset['theme'] = theme;
      localStorage.setItem(KEPT, theme);
    }
  }
}

function kept(): ThemeName {
  const theme = localStorage.getItem(KEPT);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

import { Injectable, signal } from '@angular/core';
import type { Density } from '@api/users/users.dto.ts';

/** Read by `public/theme.js` before the first paint. */
const STORAGE_KEY = 'parley.density';

/** The density of the layout: comfortable or compact. */
@Injectable({ providedIn: 'root' })
export class DensityChoice {
  private readonly chosen = signal<Density>(
    localStorage.getItem(STORAGE_KEY) === 'compact' ? 'compact' : 'comfortable',
  );
  readonly current = this.chosen.asReadonly();

  use(density: Density): void {
    this.chosen.set(density);
    if (density === 'compact') {
      document.documentElement.dataset['density'] = density;
      localStorage.setItem(STORAGE_KEY, density);
    } else {
      delete document.documentElement.dataset['density'];
      localStorage.removeItem(STORAGE_KEY);
    }
  }
}

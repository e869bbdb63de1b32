import { Component, inject } from '@angular/core';
import type { Density, Theme as ThemeName } from '@api/users/users.dto.ts';
import { DensityChoice } from '../ui/density.ts';
import { LANGUAGES, Texts } from '../ui/texts.ts';
import { Theme } from '../ui/theme.ts';
import { Preferences } from '../users/preferences.ts';

const DENSITIES: Density[] = ['comfortable', 'compact'];
const THEMES: ThemeName[] = ['system', 'light', 'dark'];

/** Look and language: as in the account menu, with room for words. */
@Component({
  selector: 'parley-appearance-page',
  template: `
    <section>
      <h2>{{ t('settings.appearance') }}</h2>
      <p class="lead">{{ t('appearance.text') }}</p>
      <fieldset>
        <legend>{{ t('appearance.theme') }}</legend>
        @for (each of themes; track each) {
          <label class="choice">
            <input
              type="radio"
              name="theme"
              [value]="each"
              [checked]="theme.current() === each"
              (change)="preferences.useTheme(each)"
            />
            <span>{{ t(themeKey(each)) }}</span>
          </label>
        }
      </fieldset>
      <fieldset>
        <legend>{{ t('appearance.density') }}</legend>
        @for (each of densities; track each) {
          <label class="choice">
            <input
              type="radio"
              name="density"
              [value]="each"
              [checked]="density.current() === each"
              (change)="preferences.useDensity(each)"
            />
            <span>{{ t(densityKey(each)) }}</span>
          </label>
        }
      </fieldset>
      <fieldset>
        <legend>{{ t('appearance.language') }}</legend>
        @for (each of languages; track each.language) {
          <label class="choice">
            <input
              type="radio"
              name="language"
              [value]="each.language"
              [checked]="texts.language() === each.language"
              (change)="preferences.useLanguage(each.language)"
            />
            <span [attr.lang]="each.language">{{ t(each.key) }}</span>
          </label>
        }
      </fieldset>
    </section>
  `,
  styleUrls: ['../rooms/dialog-form.scss', '../ui/page-form.scss'],
  styles: `
    fieldset {
      max-width: 32rem;
    }
    .choice {
      min-height: 2.875rem;
    }
  `,
})
export class AppearancePage {
  protected readonly texts = inject(Texts);
  protected readonly theme = inject(Theme);
  protected readonly density = inject(DensityChoice);
  protected readonly preferences = inject(Preferences);
  protected readonly t = this.texts.t;
  protected readonly themes = THEMES;
  protected readonly themeKey = (theme: ThemeName) => `theme.${theme}` as const;
  protected readonly densities = DENSITIES;
  protected readonly densityKey = (density: Density) => `density.${density}` as const;
  protected readonly languages = LANGUAGES.map((language) => ({ language, key: `language.${language}` as const }));
}

import { Component, computed, inject } from '@angular/core';
import type { Density, Theme as ThemeName } from '@api/users/users.dto.ts';
import { ChoiceField } from '../ui/fields/choice-field.ts';
import { SwitchField } from '../ui/fields/switch-field.ts';
import { DensityChoice } from '../ui/density.ts';
import { LineWidth } from '../ui/line-width.ts';
import { TEXT_SIZES, TextSizeChoice } from '../ui/text-size.ts';
import { isLanguage, LANGUAGES, Texts } from '../i18n/texts.ts';
import { Theme } from '../ui/theme.ts';
import { PreferencesStore } from '../users/preferences-store.ts';

const DENSITIES: Density[] = ['comfortable', 'compact'];
const LINE_WIDTHS = ['readable', 'full'] as const;
const THEMES: ThemeName[] = ['system', 'light', 'dark'];

/** Theme, size of texts, density, length of lines, language, and what Enter does. */
@Component({
  selector: 'parley-appearance-page',
  imports: [ChoiceField, SwitchField],
  template: `
    <section>
      <h2>{{ t('settings.appearance') }}</h2>
      <p class="lead">{{ t('appearance.text') }}</p>
      <parley-choice-field
        [label]="t('appearance.theme')"
        [choices]="themes()"
        [value]="theme.current()"
        (valueChange)="preferences.useTheme($event)"
      />
      <parley-choice-field
        [label]="t('appearance.text-size')"
        [choices]="textSizes()"
        [value]="textSize.current()"
        (valueChange)="preferences.useTextSize($event)"
      />
      <parley-choice-field
        [label]="t('appearance.density')"
        [choices]="densities()"
        [value]="density.current()"
        (valueChange)="preferences.useDensity($event)"
      />
      <parley-choice-field
        [label]="t('appearance.lines')"
        [choices]="lineWidths()"
        [value]="lines.isFull() ? 'full' : 'readable'"
        (valueChange)="preferences.useFullWidth($event === 'full')"
      />
      <parley-choice-field
        [label]="t('appearance.language')"
        [choices]="languages()"
        [value]="language()"
        (valueChange)="preferences.useLanguage($event)"
      />
    </section>
    <section>
      <h2>{{ t('appearance.writing') }}</h2>
      <parley-switch-field
        [label]="t('appearance.enter-sends')"
        [hint]="t('appearance.enter-sends-hint')"
        [on]="preferences.current().enterSends !== false"
        (toggled)="preferences.updateQuietly({ enterSends: $event })"
      />
    </section>
  `,
  styleUrl: '../ui/page-form.scss',
})
export class AppearancePage {
  private readonly texts = inject(Texts);
  protected readonly theme = inject(Theme);
  protected readonly density = inject(DensityChoice);
  protected readonly lines = inject(LineWidth);
  protected readonly textSize = inject(TextSizeChoice);
  protected readonly preferences = inject(PreferencesStore);
  protected readonly t = this.texts.t;
  protected readonly themes = computed(() => THEMES.map((value) => ({ value, label: this.t(`theme.${value}`) })));
  protected readonly textSizes = computed(() =>
    TEXT_SIZES.map((value) => ({ value, label: this.t(`text-size.${value}`) })),
  );
  protected readonly densities = computed(() =>
    DENSITIES.map((value) => ({ value, label: this.t(`density.${value}`) })),
  );
  protected readonly lineWidths = computed(() =>
    LINE_WIDTHS.map((value) => ({ value, label: this.t(`lines.${value}`) })),
  );
  protected readonly language = computed(() => {
    const language = this.texts.language();
    return isLanguage(language) ? language : 'en';
  });
  protected readonly languages = computed(() =>
    LANGUAGES.map((value) => ({ value, lang: value, label: this.t(`language.${value}`) })),
  );
}

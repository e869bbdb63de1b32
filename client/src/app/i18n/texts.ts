import { computed, inject, Injectable } from '@angular/core';
import { type Translation, type TranslocoLoader, TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import type english from '../../i18n/en.json';

/** The keys of all texts; an unknown key is a compiler error. */
export type TextKey = keyof typeof english;
type CountKey = TextKey extends infer K ? (K extends `${infer Stem}_other` ? Stem : never) : never;
type Params = Record<string, string | number>;

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];
const STORAGE_KEY = 'parley.language';

/** Loads a language from the build, where its file has a hash in its name and so is never stale. */
export class TextsLoader implements TranslocoLoader {
  async getTranslation(language: string): Promise<Translation> {
    const file = language === 'de' ? await import('../../i18n/de.json') : await import('../../i18n/en.json');
    return file.default;
  }
}

@Injectable({ providedIn: 'root' })
export class Texts {
  private readonly transloco = inject(TranslocoService);

  /** The language on the screen. */
  readonly language = this.transloco.activeLang;

  /** The locale for times and numbers: the browser's variant of the language, such as `en-GB`, if it has a variant. */
  readonly locale = computed(
    () => navigator.languages.find((tag) => tag.startsWith(this.language())) ?? this.language(),
  );

  /** A text. Templates and `computed` that read it follow a change of language. */
  readonly t = (key: TextKey, params?: Params): string => this.transloco.translate(key, params, this.language());

  /** Whether there is such a text: a newer server may send codes that this client does not know. */
  has(key: string): key is TextKey {
    return key in this.transloco.getTranslation(this.language());
  }

  /** A text that depends on a number, by the plural rules of the language. */
  readonly count = (key: CountKey, count: number, params?: Params): string => {
    const form = this.plurals().select(count) === 'one' ? 'one' : 'other';
    return this.t(`${key}_${form}`, { count: this.numbers().format(count), ...params });
  };
  // Created once, because creating each takes as long as rendering a row.
  private readonly plurals = computed(() => new Intl.PluralRules(this.language()));
  private readonly numbers = computed(() => new Intl.NumberFormat(this.locale()));

  async use(language: Language): Promise<void> {
    await firstValueFrom(this.transloco.load(language));
    this.transloco.setActiveLang(language);
    document.documentElement.lang = language;
    localStorage.setItem(STORAGE_KEY, language);
  }

  /** Uses the stored choice, else a language of the browser, else English. */
  useInitial(): Promise<void> {
    const preferred = [localStorage.getItem(STORAGE_KEY) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2));
    return this.use(preferred.find(isLanguage) ?? 'en');
  }
}

export function isLanguage(tag: string): tag is Language {
  return (LANGUAGES as readonly string[]).includes(tag);
}

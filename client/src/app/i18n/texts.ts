import { computed, inject, Injectable } from '@angular/core';
import { type Translation, type TranslocoLoader, TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import type english from '../../i18n/en.json';

/** Every text there is; a key that does not exist is an error of the compiler. */
export type TextKey = keyof typeof english;
type CountKey = TextKey extends infer K ? (K extends `${infer Stem}_other` ? Stem : never) : never;
type Params = Record<string, string | number>;

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];
const KEPT = 'parley.language';

/** Both languages are files of the build with a hash in their name: never stale, never from elsewhere. */
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

  /** How its speakers here write times and numbers: `en-GB` rather than `en`, if the browser knows. */
  readonly locale = computed(
    () => navigator.languages.find((tag) => tag.startsWith(this.language())) ?? this.language(),
  );

  /** A text. Reading it in a template or `computed` follows a change of language. */
  readonly t = (key: TextKey, params?: Params): string => this.transloco.translate(key, params, this.language());

  /** Whether there is such a text: a newer server may know words that this client does not. */
  has(key: string): key is TextKey {
    return key in this.transloco.getTranslation(this.language());
  }

  /** A text that depends on a number, by the plural rules of the language. */
  readonly count = (key: CountKey, count: number, params?: Params): string => {
    const form = this.plurals().select(count) === 'one' ? 'one' : 'other';
    return this.t(`${key}_${form}`, { count: this.numbers().format(count), ...params });
  };
  // Made once: each takes as long as drawing a row.
  private readonly plurals = computed(() => new Intl.PluralRules(this.language()));
  private readonly numbers = computed(() => new Intl.NumberFormat(this.locale()));

  async use(language: Language): Promise<void> {
    await firstValueFrom(this.transloco.load(language));
    this.transloco.setActiveLang(language);
    document.documentElement.lang = language;
    localStorage.setItem(KEPT, language);
  }

  /** The kept choice, else the browser's wish, else English. */
  useInitial(): Promise<void> {
    const wishes = [localStorage.getItem(KEPT) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2));
    return this.use(wishes.find(isLanguage) ?? 'en');
  }
}

export function isLanguage(tag: string): tag is Language {
  return (LANGUAGES as readonly string[]).includes(tag);
}

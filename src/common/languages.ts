/** Languages of mails and of the pages that the server renders. English is the default. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of a tag such as `de-AT`, if the server writes it. */
export const languageOf = (tag: string | null | undefined): Language | undefined =>
  LANGUAGES.find((language) => tag?.slice(0, 2).toLowerCase() === language && !/^[a-z]{3}/i.test(tag));

/**
 * The first language of an `Accept-Language` header that the server writes. Parley's client sends a single language;
 * browsers list the preferred language first.
 */
export const requestedLanguage = (header: string | undefined): Language | undefined =>
  header
    ?.split(',')
    .map((range) => languageOf(range.trim()))
    .find((language) => language !== undefined);

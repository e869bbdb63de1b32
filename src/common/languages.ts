/** Languages in which the server itself writes: mails, and the few pages that it makes. English is the first. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of a tag such as `de-AT`, if the server writes it. */
export const languageOf = (tag: string | null | undefined): Language | undefined =>
  LANGUAGES.find((language) => tag?.slice(0, 2).toLowerCase() === language && !/^[a-z]{3}/i.test(tag));

/** The first of a header `Accept-Language` that the server writes. Ours names one; browsers put the dearest first. */
export const requestedLanguage = (header: string | undefined): Language | undefined =>
  header
    ?.split(',')
    .map((range) => languageOf(range.trim()))
    .find((language) => language !== undefined);

import type { Language } from '../../common/languages.ts';
import { parseUserAgent } from '../../shared/user-agent.ts';

const WORDS = {
  en: { device: (browser: string, system: string) => `${browser} on ${system}`, unknown: 'an unknown device' },
  de: { device: (browser: string, system: string) => `${browser} auf ${system}`, unknown: 'ein unbekanntes Gerät' },
} satisfies Record<Language, unknown>;

/** British for English: day, month and year in the order of the rest of the world, and the clock of 24 hours. */
const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

/** A browser and its system by name, never the text that the browser sent. */
export function deviceName(userAgent: string, language: Language): string {
  const { browser, system } = parseUserAgent(userAgent);
  if (browser && system) return WORDS[language].device(browser, system);
  return browser ?? system ?? WORDS[language].unknown;
}

export const presentTime = (language: Language, now = new Date()): string =>
  new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' }).format(now);

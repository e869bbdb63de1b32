import { parseUserAgent } from '@api/shared/user-agent.ts';
import type { Texts } from '../i18n/texts.ts';

/** What a device is called by its `User-Agent`, as "Firefox on Linux". */
export function deviceName(t: Texts['t'], userAgent: string): string {
  const { browser, system } = parseUserAgent(userAgent);
  if (browser && system) return t('sessions.device', { browser, system });
  return browser ?? system ?? t('sessions.unknown');
}

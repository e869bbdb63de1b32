import { parseUserAgent } from '@api/shared/user-agent.ts';
import type { Texts } from '../../i18n/texts.ts';

/** A name for a passkey that is made here. */
export function thisDevice({ t }: Texts): string {
  const { browser, system } = parseUserAgent(navigator.userAgent);
  return browser && system ? t('sessions.device', { browser, system }) : (browser ?? system ?? t('passkeys.unnamed'));
}

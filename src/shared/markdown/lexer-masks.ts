import { MENTION_SIGN } from './written-mentions.ts';

/**
 * Noncharacters of Unicode, which no text holds, stand for characters that the lexer must not see as marks. They are as
 * long as what they stand for, and the lexer takes them for letters.
 */
const UNDERSCORE = '\uFDD1';
const AT = '\uFDD2';
/** Follows an escaped mark whose backslash is not shown. */
export const HIDDEN_ESCAPE = '\uFDD3';
const MASKS = /[\uFDD1-\uFDD3]/;

/** A break between paragraphs, a run of underscores, or a mention with its name and, in a second group, the host of an address. */
const TOKEN = new RegExp(String.raw`\n\s*\n|_+|${MENTION_SIGN}([A-Za-z0-9_.-]+)(@[A-Za-z0-9-]+\.[A-Za-z])?`, 'gu');
const BEFORE_OPENER = /[\s\p{P}\p{S}]$|^$/u;
const AFTER_CLOSER = /^[\s\p{P}\p{S}]|^$/u;

/**
 * Hides underscores of written names from the lexer, so that `@_bea_` is a name, not an emphasis. Trailing ones stay
 * where they can close an emphasis that was opened before: `_hi @ada_`.
 */
export function maskMentions(body: string): string {
  if (MASKS.test(body)) return body;
  let opened = 0;
  return body.replace(TOKEN, (token: string, name: string | undefined, host: string | undefined, index: number) => {
    if (name === undefined) {
      opened = token.startsWith('_') ? openedAfter(body, index, token.length, opened) : 0;
      return token;
    }
    const trailing = /_*$/.exec(name)?.[0].length ?? 0;
    const closing = host ? 0 : Math.min(trailing, opened);
    opened -= closing;
    const kept = name.length - closing;
    const masked = name.slice(0, kept).replaceAll('_', UNDERSCORE) + name.slice(kept);
    return token.charAt(0) + masked + (host ? AT + host.slice(1) : '');
  });
}

/** How many underscores may be closed after a run of them. */
function openedAfter(body: string, index: number, length: number, opened: number): number {
  const before = body.slice(Math.max(0, index - 2), index);
  const after = body.slice(index + length, index + length + 2);
  if (BEFORE_OPENER.test(before) && /^\S/.test(after)) return opened + length;
  return /\S$/.test(before) && AFTER_CLOSER.test(after) ? Math.max(0, opened - length) : opened;
}

/** The text as it was written. */
export const unmask = (text: string): string =>
  MASKS.test(text) ? text.replaceAll(UNDERSCORE, '_').replaceAll(AT, '@').replaceAll(HIDDEN_ESCAPE, '') : text;

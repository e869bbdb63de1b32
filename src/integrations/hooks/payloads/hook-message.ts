import { canonicalEmoji } from '../../../shared/emoji.ts';
import { limits } from '../../../shared/limits.ts';
import { repairText } from '../../../shared/repair-text.ts';
import { isBlank } from '../../../shared/visible-text.ts';
import type { MessageTone } from '../../../timeline/message.dto.ts';
import { emojiNamed } from './emoji-names.ts';

/** A payload, read. */
export interface HookMessage {
  /** Markdown, in the order in which they are shown; each once. */
  paragraphs: string[];
  tone: MessageTone | null;
  /** What the program calls itself; empty where it does not say. */
  name: string;
  /** An emoji or its name between colons; empty: none. */
  icon: string;
}

export const message = (paragraphs: string[], more: Partial<Omit<HookMessage, 'paragraphs'>> = {}): HookMessage => ({
  paragraphs,
  tone: null,
  name: '',
  icon: '',
  ...more,
});

/** Characters of the line that says how much is left out. */
const CUT_NOTE_LENGTH = 60;
const EMOJI_NAME = /:([a-z0-9_+-]{1,40}):/g;

/** The paragraphs as one text: repaired, without repetitions, names of emoji as emoji. Empty when nothing is shown. */
export function wholeBody({ paragraphs }: Pick<HookMessage, 'paragraphs'>): string {
  const shown = paragraphs.map((each) => repairText(each).trim()).filter((each) => !isBlank(each));
  const unique = [...new Set(shown)];
  // Some programs say as a paragraph what another paragraph begins or ends with.
  const lines = new Set(unique.filter(hasLines).flatMap((each) => each.split('\n')));
  return withEmoji(unique.filter((each) => hasLines(each) || !lines.has(each)).join('\n\n'));
}

const hasLines = (text: string): boolean => text.includes('\n');

/** The text as far as a message holds it, cut between lines, with what it leaves out. */
export function cutBody(body: string, max = limits.messageBody): { body: string; isCut: boolean } {
  if ([...body].length <= max) return { body, isCut: false };
  const lines = body.split('\n');
  const kept: string[] = [];
  let room = max - CUT_NOTE_LENGTH;
  for (const line of lines) {
    room -= [...line].length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  // A line that is longer than a message is cut itself.
  if (!kept.length) kept.push([...(lines[0] ?? '')].slice(0, max - CUT_NOTE_LENGTH).join(''));
  if (kept.filter((line) => line.startsWith('```')).length % 2) kept.push('```');
  return { body: `${kept.join('\n').trimEnd()}\n\n… and ${left} ${left === 1 ? 'line' : 'lines'} more`, isCut: true };
}

const withEmoji = (text: string): string =>
  text.includes(':') ? text.replace(EMOJI_NAME, (whole, name: string) => emojiNamed(name) ?? whole) : text;

/** One emoji, by itself or by its name; null for anything else. */
export function iconOf(icon: string): string | null {
  const named = /^:?([a-z0-9_+-]+):?$/i.exec(icon);
  return (named && emojiNamed((named[1] ?? '').toLowerCase())) ?? canonicalEmoji(icon) ?? null;
}

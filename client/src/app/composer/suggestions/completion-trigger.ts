import { MENTION_SIGN } from '@api/shared/markdown/written-mentions.ts';

/** The mention, room, emoji or command before the caret, with its range in the text. */
export interface CompletionTrigger {
  readonly kind: 'person' | 'room' | 'emoji' | 'command';
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

const PATTERNS: readonly (readonly [CompletionTrigger['kind'], RegExp])[] = [
  ['command', /^\/([a-z\d_-]{0,32})$/],
  ['person', new RegExp(`${MENTION_SIGN}([\\p{L}\\p{N}_.-]{0,30})$`, 'u')],
  ['room', /(?<!\S)#([^\s#]{0,40})$/u],
  // From the second letter on: a colon and a single letter are often an emoticon.
  ['emoji', /(?<![\p{L}\p{N}:]):([a-z0-9_+-]{2,30})$/iu],
];

/** The trigger before the caret, or null. Code has none. */
export function completionTriggerAt(text: string, caret: number): CompletionTrigger | null {
  const before = text.slice(0, caret);
  if (isInCode(before)) return null;
  for (const [kind, pattern] of PATTERNS) {
    const found = pattern.exec(before);
    if (found) return { kind, query: found[1] ?? '', from: found.index, to: caret };
  }
  return null;
}

/** The text with the suggestion in place of the trigger, and the new position of the caret. */
export function insertCompletion(
  text: string,
  { from, to }: CompletionTrigger,
  insert: string,
): { text: string; caret: number } {
  const after = text.slice(to);
  const gap = /^\s/.test(after) ? '' : ' ';
  return { text: text.slice(0, from) + insert + gap + after, caret: from + insert.length + 1 };
}

function isInCode(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return before.split('```').length % 2 === 0 || line.replaceAll('```', '').split('`').length % 2 === 0;
}

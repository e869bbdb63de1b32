import { MENTION_SIGN } from '@api/shared/mentions.ts';

/** What one is in the middle of typing: a person, a room, an emoji or a command, and from where to where. */
export interface CompletionTrigger {
  readonly kind: 'person' | 'room' | 'emoji' | 'command';
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

const PATTERNS: readonly (readonly [CompletionTrigger['kind'], RegExp])[] = [
  ['command', /^\/([a-z]{0,20})$/],
  ['person', new RegExp(`${MENTION_SIGN}([\\p{L}\\p{N}_.-]{0,30})$`, 'u')],
  ['room', /(?<!\S)#([^\s#]{0,40})$/u],
  // From the second letter on: a colon and a letter are often a smile.
  ['emoji', /(?<![\p{L}\p{N}:]):([a-z0-9_+-]{2,30})$/iu],
];

/** What stands before the caret asks for suggestions, or null. Code asks for nothing. */
export function completionTriggerAt(text: string, caret: number): CompletionTrigger | null {
  const before = text.slice(0, caret);
  if (isInCode(before)) return null;
  for (const [kind, sign] of PATTERNS) {
    const found = sign.exec(before);
    if (found) return { kind, query: found[1] ?? '', from: found.index, to: caret };
  }
  return null;
}

/** The text with a suggestion in place of what was typed, and where the caret stands then. */
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

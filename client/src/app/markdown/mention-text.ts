import { MENTION, possibleNames } from '@api/shared/mentions.ts';

/** The names that a message mentions, in lower case, as the server has resolved them; true for the reader's own. */
export type MentionedNames = ReadonlyMap<string, boolean>;

/** Plain text, or a mention. */
export interface TextPart {
  readonly text: string;
  readonly mention: 'own' | 'other' | null;
}

/** Splits a text at the mentions in it; the parts together are the text. */
export function splitMentions(text: string, mentioned: MentionedNames): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { index, 0: found, 1: written = '' } of mentioned.size > 0 ? text.matchAll(MENTION) : []) {
    const name = possibleNames(written).find((each) => mentioned.has(each.toLowerCase()));
    if (name === undefined) continue;
    if (index > from) parts.push({ text: text.slice(from, index), mention: null });
    parts.push({ text: `@${name}`, mention: mentioned.get(name.toLowerCase()) ? 'own' : 'other' });
    from = index + found.length - (written.length - name.length);
  }
  if (from < text.length) parts.push({ text: text.slice(from), mention: null });
  return parts;
}

import type { CustomEmoji } from '@api/emoji/emoji.dto.ts';
import { EMOJI_NAME_PATTERN } from '@api/shared/emoji-names.ts';

/** A piece of a text: plain, or the name of an emoji with its picture. */
export interface EmojiTextPart {
  readonly text: string;
  readonly emoji: CustomEmoji | null;
}

const NAME = new RegExp(`:(${EMOJI_NAME_PATTERN}):`);

/** Whether a text may name custom emoji. */
export const mayNameEmoji = (text: string): boolean => NAME.test(text);

/** Splits a text at the names that it holds; what is no name of an emoji stays text. */
export function emojiTextParts(text: string, find: (name: string) => CustomEmoji | undefined): EmojiTextPart[] {
  const parts: EmojiTextPart[] = [];
  const names = new RegExp(NAME, 'g');
  let from = 0;
  for (let found = names.exec(text); found; found = names.exec(text)) {
    const [written, name = ''] = found;
    const emoji = find(name);
    if (!emoji) {
      // The colon at its end may begin the next name.
      names.lastIndex--;
      continue;
    }
    if (found.index > from) parts.push({ text: text.slice(from, found.index), emoji: null });
    parts.push({ text: written, emoji });
    from = names.lastIndex;
  }
  if (from < text.length) parts.push({ text: text.slice(from), emoji: null });
  return parts;
}

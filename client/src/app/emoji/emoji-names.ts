import { EMOJI_NAME, EMOJI_NAME_MAX } from '@api/shared/emoji-names.ts';

/** Removes what the name of a custom emoji cannot hold, as it is typed. */
export const cleanEmojiName = (text: string): string => text.toLowerCase().replace(/[^a-z0-9_-]/g, '');

/** The name that the name of a picture's file suggests; empty for none. */
export function emojiNameFrom(fileName: string): string {
  const name = fileName
    .replace(/\.[^.]*$/, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '_')
    .slice(0, EMOJI_NAME_MAX)
    .replace(/^_+|_+$/g, '');
  return EMOJI_NAME.test(name) ? name : '';
}

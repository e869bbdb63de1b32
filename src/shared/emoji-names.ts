/** Characters of the name of a custom emoji, at most. */
export const EMOJI_NAME_MAX = 32;

/** The name of a custom emoji, without its colons, as a part of a pattern. */
export const EMOJI_NAME_PATTERN = `[a-z0-9_-]{2,${EMOJI_NAME_MAX}}`;

export const EMOJI_NAME = new RegExp(`^${EMOJI_NAME_PATTERN}$`);

const WRITTEN = new RegExp(`^:(${EMOJI_NAME_PATTERN}):$`);

/** The name in `:name:`; undefined for what is written otherwise. */
export const customEmojiName = (written: string): string | undefined => WRITTEN.exec(written)?.[1];

/** The name of a custom emoji, without its colons. */
export const EMOJI_NAME = /^[a-z0-9_-]{2,32}$/;

/** The name in `:name:`; undefined for what is written otherwise. */
export const customEmojiName = (written: string): string | undefined => /^:([a-z0-9_-]{2,32}):$/.exec(written)?.[1];

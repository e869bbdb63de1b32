/** Escapes text for the right side of LIKE: `%`, `_` and `\` are no wildcards. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

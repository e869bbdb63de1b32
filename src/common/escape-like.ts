/** Text for the right side of LIKE that stands for itself: `%`, `_` and `\` are no wildcards. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

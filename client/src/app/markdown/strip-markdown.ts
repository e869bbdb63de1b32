/** Longer than any line that shows it, in letters. */
const ENOUGH = 400;
/** Marks of which both ends are there, and what stands at the beginning of a line. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/```[^\s`]*/g, ''],
  [/^[ \t]*(?:>|#{1,6}|[-*+]|\d+[.)])[ \t]+(?:\[[ x]\] )?/gim, ''],
  [/!?\[([^\]\n]+)\]\(\S*?\)/g, '$1'],
  [/`([^`\n]+)`/g, '$1'],
  [/(\*\*|~~)(?=\S)([^\n]*?\S)\1/g, '$2'],
  [/(?<!\\)\*(?=\S)([^*\n]*[^\s*])\*/g, '$1'],
  [/(?<![\w\\])(_{1,2})(?=\S)([^_\n]*[^\s_])\1(?!\w)/g, '$2'],
  [/\s+/g, ' '],
];

/** The words of a message without what marks them, for where there is one line for it. Nearly enough for a glance. */
export const stripMarkdown = (body: string): string =>
  MARKS.reduce((text, [mark, words]) => text.replace(mark, words), body.slice(0, ENOUGH)).trim();

/** UTF-16 units; longer than any line that shows the result. */
const MAX_CHARACTERS = 400;
/** Pairs of Markdown delimiters and prefixes of lines, each with the text that remains. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/```[^\s`]*/g, ''],
  [/^[ \t]*(?:>|#{1,6}|[-*+]|\d+[.)])[ \t]+(?:\[[ x]\] )?/gim, ''],
  [/!?\[([^\]\n]+)\]\(\S*?\)/g, '$1'],
  [/`([^`\n]+)`/g, '$1'],
  [/(\*\*|~~)(?=\S)([^\n]*?\S)\1/g, '$2'],
  [/(?<!\\)\*(?=\S)([^*\n]*[^\s*])\*/g, '$1'],
  [/(?<![\w\\])(_{1,2})(?=\S)([^_\n]*[^\s_])\1(?!\w)/g, '$2'],
  [/\s+/g, ' '],
];

/** The text of a message without its Markdown, as a single line. An approximation by patterns, for previews. */
export const stripMarkdown = (body: string): string =>
  PATTERNS.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    body.slice(0, MAX_CHARACTERS),
  ).trim();

import { limits } from './limits.ts';

/** The start of a message's body on one line, leading white space left out; at most `limits.excerpt` code points. */
export const excerptOf = (body: string): string =>
  [...body.replace(/\s+/g, ' ').trim()].slice(0, limits.excerpt).join('');

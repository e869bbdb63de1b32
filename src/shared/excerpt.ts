import { limits } from './limits.ts';

/**
 * The start of a message's body as a single line, without leading white space; at most `limits.excerpt` code points.
 */
export const excerptOf = (body: string): string =>
  [...body.replace(/\s+/g, ' ').trim()].slice(0, limits.excerpt).join('');

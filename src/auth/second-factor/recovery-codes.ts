import { randomBytes } from 'node:crypto';
import { sha256 } from '../sessions/session-tokens.ts';

const COUNT = 10;
/** Crockford's: no letter looks like a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 120 bits: enough for a plain hash (OWASP ASVS 5, 6.5.2). */
const LENGTH = 24;
const GROUPS = /.{4}(?=.)/g;

/** Six groups of four. The alphabet has 32 letters, so that the remainder of a byte is even. */
const newCode = (): string =>
  [...randomBytes(LENGTH)]
    .map((byte) => ALPHABET[byte % ALPHABET.length])
    .join('')
    .replace(GROUPS, '$&-');

export const newRecoveryCodes = (): string[] => Array.from({ length: COUNT }, newCode);

/** In any case, with or without hyphens and blanks; O is read as 0, I and L as 1. */
export const recoveryCodeHash = (typed: string): Buffer =>
  sha256(typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1'));

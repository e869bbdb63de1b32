import { randomInt } from 'node:crypto';
import { limits } from '../shared/limits.ts';

/** 32 unambiguous characters: without I, L, O and U, so that 0 and 1 are unambiguous (after Crockford's Base32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const makeRoomCode = (): string =>
  Array.from({ length: limits.roomCode }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** A code as it was typed: O is 0, I and L are 1, case and separators do not matter. */
export const readRoomCode = (typed: string): string =>
  typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');

import { randomInt } from 'node:crypto';
import { limits } from '../shared/limits.ts';

/** 32 characters, none of which is taken for another: no I, L, O, U, 0 and 1 stand for nothing else (after Crockford's Base32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const makeRoomCode = (): string =>
  Array.from({ length: limits.roomCode }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** A code as it was typed: O is 0, I and L are 1, case and separators do not matter. */
export const readRoomCode = (typed: string): string =>
  typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');

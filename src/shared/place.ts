const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A place in an order that people make by hand: digits behind a point, in a system of 62, compared as bytes. Between any
 * two there is another one, so that a move writes one row; for that none ends in 0.
 */
export const PLACE = /^[0-9A-Za-z]*[1-9A-Za-z]$/;

/** A place behind one and before another; null for the beginning and the end. The first must stand before the second. */
export function placeBetween(before: string | null, after: string | null): string {
  if (after === null) return before === null ? 'a' : placeBehind(before);
  let start = '';
  for (let index = 0; ; index++) {
    const low = DIGITS.indexOf(before?.charAt(index) || '0');
    const high = DIGITS.indexOf(after.charAt(index));
    if (high - low > 1) return start + DIGITS.charAt((low + high) >> 1);
    start += DIGITS.charAt(low);
    // What goes on from the lower one stands before the higher one, whatever follows.
    if (high > low) return start + placeBehindRest(before?.slice(index + 1) ?? '');
  }
}

const placeBehindRest = (rest: string): string => (rest ? placeBehind(rest) : 'V');

/** Grows by a digit at every sixtieth place only: most are added at the end. */
function placeBehind(place: string): string {
  const next = DIGITS.indexOf(place.slice(-1)) + 1;
  return next < DIGITS.length ? place.slice(0, -1) + DIGITS.charAt(next) : `${place}1`;
}

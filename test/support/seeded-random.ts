/** Repeatable random numbers: the same seed gives the same sequence (mulberry32). */
export function seededRandom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    /** 0 ≤ n < `sides` */
    below: (sides: number) => Math.floor(next() * sides),
    pick: <T>(things: readonly T[]): T | undefined => things[Math.floor(next() * things.length)],
  };
}

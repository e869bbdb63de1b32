/** Numbers from 0 to 1 that are the same in every run (mulberry32): two seeded databases can be compared. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A UUID v7 of that millisecond; `order` keeps those of one millisecond apart and in order (below 4,096). */
export function uuidAt(time: number, order: number, random: () => number): string {
  const stamp = time.toString(16).padStart(12, '0');
  const tail = (bits: number) => Math.floor(random() * 2 ** bits);
  const [a, b, c] = [0x8000 | tail(14), tail(24), tail(24)].map((part) => part.toString(16));
  const rest = `${(b ?? '').padStart(6, '0')}${(c ?? '').padStart(6, '0')}`;
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${order.toString(16).padStart(3, '0')}-${a ?? ''}-${rest}`;
}

/** Samples an index from 0 … weights.length - 1 in proportion to its weight, with a single table lookup. */
export function weightedSampler(weights: readonly number[], random: () => number): () => number {
  const SLOTS = 2 ** 20;
  const table = new Uint32Array(SLOTS);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let [slot, sum] = [0, 0];
  weights.forEach((weight, place) => {
    sum += weight;
    for (const end = Math.round((sum / total) * SLOTS); slot < end; slot++) table[slot] = place;
  });
  return () => table[Math.floor(random() * SLOTS)] ?? 0;
}

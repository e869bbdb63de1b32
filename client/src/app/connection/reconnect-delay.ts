const FIRST = 1_000;
const MOST = 15_000;

/**
 * Milliseconds before the next try: doubling to a quarter minute, spread fully so that a crowd does not return as one.
 * @param retryAfter seconds that the server has asked for; it has spread them itself
 */
export function reconnectDelay(failures: number, random: number, retryAfter?: number): number {
  if (retryAfter !== undefined) return Math.max(FIRST / 2, Math.round(retryAfter * 1000));
  const most = Math.min(MOST, FIRST * 2 ** Math.min(failures, 10));
  return Math.round(FIRST / 2 + random * (most - FIRST / 2));
}

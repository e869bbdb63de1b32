const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 15_000;
const MAX_DOUBLINGS = 10;

/**
 * Milliseconds before the next attempt: the upper bound doubles up to 15 s, and the delay is random below it, so that
 * many clients do not return at the same moment. At least 500 ms.
 * @param retryAfterSeconds what the server has asked for; the server has spread it already
 */
export function reconnectDelay(failures: number, random: number, retryAfterSeconds?: number): number {
  const least = FIRST_DELAY_MS / 2;
  if (retryAfterSeconds !== undefined) return Math.max(least, Math.round(retryAfterSeconds * 1000));
  const most = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, MAX_DOUBLINGS));
  return Math.round(least + random * (most - least));
}

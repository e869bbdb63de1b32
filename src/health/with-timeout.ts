/** @throws Error when the answer takes longer than the timeout, in milliseconds */
export const withTimeout = <T>(answer: Promise<T>, timeoutMs = 1_000): Promise<T> =>
  Promise.race([
    answer,
    new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs).unref(),
    ),
  ]);

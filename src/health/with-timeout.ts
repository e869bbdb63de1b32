/** The answer, unless it takes longer than so many milliseconds. */
export const withTimeout = <T>(answer: Promise<T>, patience = 1_000): Promise<T> =>
  Promise.race([
    answer,
    new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error(`no answer within ${patience / 1000} s`)), patience).unref(),
    ),
  ]);

/** Takes a line for the operator. */
export type Report = (line: string) => void;

const LINE_EVERY_MS = 5_000;
/** What was quicker is not worth a line. */
const NAMED_AFTER_MS = 1_000;

/**
 * Does a piece of work that may take long: a line every five seconds says how far it is, and one at the end how long it took.
 * @param work is given what it calls with its state, in words, as often as it likes
 */
export async function withProgress<T>(
  name: string,
  report: Report,
  work: (advance: (state: string) => void) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  let state = 'at work';
  const seconds = () => `${((performance.now() - began) / 1_000).toFixed(1)} s`;
  const timer = setInterval(() => report(`${name}: ${state}, ${seconds()}`), LINE_EVERY_MS);
  try {
    const result = await work((now) => (state = now));
    if (performance.now() - began > NAMED_AFTER_MS) report(`${name}: done, ${seconds()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

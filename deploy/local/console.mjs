/** The messages of Node, npm and PostgreSQL; PostgreSQL prints the last one also after a short write. */
export const DISK_FULL = /ENOSPC|No space left on device|Check free disk space/;

/** An error whose message is enough for the user: it is printed without a stack. */
export class UserFacingError extends Error {}

/** A command that failed: its output, then its name. */
export class CommandFailedError extends UserFacingError {
  /** @param {string} what @param {string} output */
  constructor(what, output) {
    super(`${output.trimEnd()}\n${what} failed.`);
  }
}

/** The text to print for an error: one line when the cause is known. @param {unknown} error @returns {string} */
export function printableError(error) {
  if (!(error instanceof Error)) return String(error);
  if (DISK_FULL.test(`${error.message} ${Reflect.get(error, 'code') ?? ''}`)) {
    return 'The disk is full (no space left on device): free some space, then start again.';
  }
  return error instanceof UserFacingError ? error.message : (error.stack ?? error.message);
}

/** Without this, `npm start | head -3` would end the server when `head` goes. */
export function ignoreBrokenPipe() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}

/**
 * Runs `work` and shows a line with the elapsed seconds.
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(label, work) {
  const began = Date.now();
  const line = () => `${label} … ${Math.round((Date.now() - began) / 1000)} s`;
  const live = process.stdout.isTTY === true;
  const show = () => process.stdout.write(live ? `\r${line()}` : `${line()}\n`);
  if (live) show();
  const soon = setTimeout(() => live || process.stdout.write(`${label} …\n`), 1500);
  const clock = setInterval(show, live ? 1000 : 15_000);
  try {
    const result = await work();
    show();
    return result;
  } finally {
    clearTimeout(soon);
    clearInterval(clock);
    if (live) process.stdout.write('\n');
  }
}

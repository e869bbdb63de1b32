import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const COMMAND_LINE = join(import.meta.dirname, '../../cli/parley.mjs');

/** How the program ended, and what it has printed. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** The program of the command line, as a process of its own. */
export interface CommandLine {
  /** What it has printed so far. */
  out(): string;
  ended: Promise<Ended>;
  stop(): void;
}

/**
 * @param env all of its environment, beside PATH
 * @param input what comes on standard input
 */
export function startCommandLine(args: string[], env: Record<string, string>, input = ''): CommandLine {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [COMMAND_LINE, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (printed.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (printed.err += text.toString()));
  // It may end before it has read what is written to it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return {
    out: () => printed.out,
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, ...printed })),
    stop: () => void child.kill(),
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { testEnvironment } from './app.ts';
import { eventually } from './member.ts';

/** A built program in a process of its own. */
export interface BuiltProcess {
  /** The output so far, of both streams. */
  output(): string;
  /** Ends the process; returns its exit code, null when the signal ended it. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
  /** Null while it runs. */
  exitCode(): number | null;
  pid: number;
}

/** The built server as a process of its own. */
export interface BuiltServer extends BuiltProcess {
  url: string;
  port: number;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

interface Machine {
  /** Bytes that it can write into one file: more is refused, as by a full disk. */
  largestFile?: number;
  /** A folder that has `dist`; the repository by default. */
  installed?: string;
}

/** Processes that are started again and again need not compile the same modules each time. */
const NODE_COMPILE_CACHE = join(import.meta.dirname, '../../node_modules/.cache/node-compile');

/**
 * @param program `main`, `worker` or `command`, as built
 * @param settings variables that differ from the tests' usual ones
 */
export function runBuilt(
  program: string,
  databaseUrl: string,
  settings: Record<string, string> = {},
  args: string[] = [],
  { largestFile, installed = join(import.meta.dirname, '../..') }: Machine = {},
): BuiltProcess {
  const file = join(installed, `dist/src/${program}.js`);
  const env = {
    PATH: process.env.PATH ?? '',
    ...(!largestFile && { NODE_COMPILE_CACHE }),
    ...testEnvironment(databaseUrl),
    ...settings,
  };
  // In blocks of 512 bytes. Without the trap, writing more would kill.
  const limit = largestFile ? `trap '' XFSZ; ulimit -f ${Math.ceil(largestFile / 512)}; ` : '';
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$0" "$@"`, process.execPath, file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exitCode: () => child.exitCode,
    stop: (signal) => end(child, signal),
  };
}

/** @param port a former port, for a server that restarts */
export async function startBuiltServer(
  databaseUrl: string,
  port?: number,
  settings: Record<string, string> = {},
  machine: Machine = {},
): Promise<BuiltServer> {
  const chosen = port ?? (await freePort());
  const built = runBuilt('main', databaseUrl, { PORT: String(chosen), ...settings }, [], machine);
  const url = `http://127.0.0.1:${chosen}`;
  const ready = () => {
    if (built.exitCode() !== null) throw new Error(`The server ended: ${built.output()}`);
    return fetch(`${url}/health/live`).then(
      () => true,
      () => false,
    );
  };
  await eventually(ready, 'the built server answers', 120_000).catch(async (error: unknown) => {
    await built.stop('SIGKILL');
    throw error;
  });
  return { ...built, url, port: chosen };
}

const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });

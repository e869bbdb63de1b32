import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { testEnvironment } from './app.ts';
import { eventually } from './member.ts';

/** One built program as a process of its own, which may be killed. */
export interface BuiltProcess {
  /** Everything it has said so far, at either output. */
  said(): string;
  /** Ends it; answers its exit code once it is gone, null when the signal itself has ended it. */
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

/**
 * @param program `main`, `worker` or `command`, as built
 * @param settings variables that differ from the tests' usual ones
 * @param largestFile bytes that it can write into one file: what is more is refused, as by a disk without room
 */
export function runBuilt(
  program: string,
  databaseUrl: string,
  settings: Record<string, string> = {},
  args: string[] = [],
  largestFile?: number,
): BuiltProcess {
  const file = join(import.meta.dirname, `../../dist/src/${program}.js`);
  const env = { PATH: process.env.PATH ?? '', ...testEnvironment(databaseUrl), ...settings };
  // In blocks of 512 bytes. Without the trap, writing more would kill.
  const limit = largestFile ? `trap '' XFSZ; ulimit -f ${Math.ceil(largestFile / 512)}; ` : '';
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$0" "$@"`, process.execPath, file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text: Buffer) => (said += text.toString()));
  return {
    pid: child.pid ?? 0,
    said: () => said,
    exitCode: () => child.exitCode,
    stop: (signal) => end(child, signal),
  };
}

/** @param port the same as before, for a server that comes back */
export async function startBuiltServer(
  databaseUrl: string,
  port?: number,
  settings: Record<string, string> = {},
  largestFile?: number,
): Promise<BuiltServer> {
  const chosen = port ?? (await freePort());
  const built = runBuilt('main', databaseUrl, { PORT: String(chosen), ...settings }, [], largestFile);
  const url = `http://127.0.0.1:${chosen}`;
  const ready = () => {
    if (built.exitCode() !== null) throw new Error(`The server ended: ${built.said()}`);
    return fetch(`${url}/health/live`).then(
      () => true,
      () => false,
    );
  };
  await eventually(ready, 'the built server answers', 40_000);
  return { ...built, url, port: chosen };
}

const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });

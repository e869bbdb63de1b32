import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { onServerCore } from '../machine.ts';

const STARTUP_TIMEOUT_MS = 20_000;
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a Node process on the server's core and waits for any HTTP answer. */
export async function startServer(file: string, port: number, env: Record<string, string>) {
  const [command, ...args] = onServerCore([process.execPath, file]);
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.add(child);
  const ended = once(child, 'exit');
  void ended.then(() => running.delete(child));
  await waitForAnswer(child, port);
  const stop = async () => {
    child.kill('SIGTERM');
    const tooLong = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(tooLong);
  };
  return { pid: child.pid ?? 0, port, stop };
}

async function waitForAnswer(child: ChildProcess, port: number): Promise<void> {
  const end = Date.now() + STARTUP_TIMEOUT_MS;
  while (Date.now() < end && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    await answer?.text();
    if (answer) return;
    await delay(50);
  }
  throw new Error(`${child.spawnargs.join(' ')} does not answer`);
}

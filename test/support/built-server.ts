import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { testEnvironment } from './app.ts';
import { eventually } from './member.ts';

const MAIN = join(import.meta.dirname, '../../dist/src/main.js');

/** The built server as a process of its own, which may be killed. */
export interface BuiltServer {
  url: string;
  /** Ends it; true once it is gone. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/** @param port the same as before, for a server that comes back */
export async function startBuiltServer(databaseUrl: string, port?: number): Promise<BuiltServer & { port: number }> {
  const chosen = port ?? (await freePort());
  const env = {
    PATH: process.env.PATH ?? '',
    ...testEnvironment(databaseUrl),
    PORT: String(chosen),
    LOG_LEVEL: 'fatal',
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const url = `http://127.0.0.1:${chosen}`;
  const ready = () => {
    if (child.exitCode !== null) throw new Error(`The server ended: ${said}`);
    return fetch(`${url}/health/live`).then(
      () => true,
      () => false,
    );
  };
  await eventually(ready, 'the built server answers');
  return { url, port: chosen, stop: (signal) => end(child, signal) };
}

const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill(signal);
  });

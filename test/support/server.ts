import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../../deploy/local/port.mjs';
import { newDatabase, testEnvironment } from './app.ts';
import { eventually } from './member.ts';

const MAIN = join(import.meta.dirname, '../../dist/src/main.js');

/** The built server in a process of its own, which can die. It keeps its database and its address. */
export class Server {
  private child?: ChildProcess;

  private constructor(
    readonly url: string,
    readonly databaseUrl: string,
    private readonly environment: Record<string, string>,
  ) {}

  static async start(): Promise<Server> {
    const port = String(await freePort());
    const databaseUrl = await newDatabase();
    const server = new Server(`http://127.0.0.1:${port}`, databaseUrl, {
      ...testEnvironment(databaseUrl),
      PORT: port,
    });
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const env = { PATH: process.env.PATH, ...this.environment };
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    this.child = child;
    const ready = async () => {
      if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}`);
      return (await fetch(`${this.url}/health/ready`).catch(() => undefined))?.ok;
    };
    await eventually(ready, 'the server is ready');
  }

  /** As a power cut would. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}

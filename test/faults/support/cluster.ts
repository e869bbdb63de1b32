import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { startPostgres } from '../../../deploy/local/postgres.mjs';
import { type BuiltServer, freePort, startBuiltServer } from '../../support/built-server.ts';
import { eventually } from '../../support/member.ts';
import { startRedis } from '../../support/services/redis.mjs';
import { FaultyProxy } from './faulty-proxy.ts';

type Redis = Awaited<ReturnType<typeof startRedis>>;

/** A server process with its own proxies to PostgreSQL and Redis. */
export class Node {
  private constructor(
    readonly port: number,
    readonly toPostgres: FaultyProxy,
    readonly toRedis: FaultyProxy,
    private server: BuiltServer,
    private readonly databaseUrl: string,
    private readonly settings: Record<string, string>,
  ) {}

  static async start(postgresUrl: string, redisPort: number): Promise<Node> {
    const { port: postgresPort } = new URL(postgresUrl);
    const toPostgres = await FaultyProxy.open(Number(postgresPort));
    const toRedis = await FaultyProxy.open(redisPort);
    const url = postgresUrl.replace(`:${postgresPort}/`, `:${toPostgres.port}/`);
    const settings = { REDIS_URL: `redis://127.0.0.1:${toRedis.port}`, LOG_LEVEL: 'warn' };
    const port = await freePort();
    const server = await startBuiltServer(url, port, settings);
    return new Node(port, toPostgres, toRedis, server, url, settings);
  }

  /** @returns its exit code, null if the signal ended it */
  stop(signal: NodeJS.Signals): Promise<number | null> {
    return this.server.stop(signal);
  }

  /** Restarts on the same port. */
  async restart(extra: Record<string, string> = {}): Promise<void> {
    this.server = await startBuiltServer(this.databaseUrl, this.port, { ...this.settings, ...extra });
  }

  get isRunning(): boolean {
    return this.server.exitCode() === null;
  }

  get output(): string {
    return this.server.output();
  }

  async end(): Promise<void> {
    await this.server.stop('SIGKILL');
    await this.toPostgres.close();
    await this.toRedis.close();
  }
}

/** Two nodes with one PostgreSQL and one Redis of their own, behind one address. */
export class Cluster {
  private constructor(
    private readonly folder: string,
    private postgres: Awaited<ReturnType<typeof startPostgres>>,
    private redis: Redis,
    readonly nodes: readonly [Node, Node],
    readonly proxy: FaultyProxy,
    private client: pg.Client,
  ) {}

  /** @param folder of the durable data of PostgreSQL */
  static async start(folder: string): Promise<Cluster> {
    const postgres = await startPostgres({ dir: folder, durable: true, say: () => undefined });
    await migrate(postgres.url);
    const redis = await startRedis();
    const nodes = [await Node.start(postgres.url, redis.port), await Node.start(postgres.url, redis.port)] as const;
    const line = await FaultyProxy.open(...nodes.map(({ port }) => port));
    return new Cluster(folder, postgres, redis, nodes, line, await open(postgres.url));
  }

  get url(): string {
    return `http://127.0.0.1:${this.proxy.port}`;
  }

  get redisPort(): number {
    return this.redis.port;
  }

  async query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    return (await this.client.query<R>(text, values)).rows;
  }

  /** Like a power cut: no checkpoint, sessions end abruptly. */
  async crashPostgres(): Promise<void> {
    const [pid] = readFileSync(join(this.postgres.dir, 'data/postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGQUIT');
    await this.postgres.ended;
  }

  async restartPostgres(): Promise<void> {
    const port = Number(new URL(this.postgres.url).port);
    this.postgres = await startPostgres({ dir: this.folder, durable: true, port, say: () => undefined });
    this.client = await open(this.postgres.url);
  }

  get postgresEnded(): Promise<string> {
    return this.postgres.ended;
  }

  async crashRedis(): Promise<void> {
    process.kill(this.redis.pid, 'SIGKILL');
    await this.redis.stop();
  }

  async restartRedis(): Promise<void> {
    this.redis = await startRedis({ port: this.redis.port });
  }

  async ready(): Promise<void> {
    for (const node of this.nodes) {
      let answer = '';
      const ready = async () => {
        const response = await fetch(`http://127.0.0.1:${node.port}/health/ready`).catch(String);
        answer = typeof response === 'string' ? response : await response.text();
        return typeof response !== 'string' && response.ok;
      };
      await eventually(ready, 'both nodes are ready', 30_000).catch((error: unknown) => {
        throw new Error(`${String(error)}: ${answer}\n${node.output.slice(-4_000)}`);
      });
    }
  }

  async end(): Promise<void> {
    await this.proxy.close();
    for (const node of this.nodes) await node.end();
    await this.client.end().catch(() => undefined);
    await this.redis.stop();
    await this.postgres.stop();
  }
}

/** PostgreSQL is away between the drill's crash and its restart: errors are expected. */
async function open(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const migrate = (url: string) =>
  promisify(execFile)(process.execPath, ['dist/src/command.js', 'migrate'], {
    env: { ...process.env, DATABASE_URL: url },
  });

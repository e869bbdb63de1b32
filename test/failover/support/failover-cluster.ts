import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '../../../src/operations/migrate.ts';
import { FaultyProxy } from '../../faults/support/faulty-proxy.ts';
import { type BuiltServer, startBuiltServer } from '../../support/built-server.ts';
import { eventually } from '../../support/member.ts';
import { startRedis } from '../../support/services/redis.mjs';
import { MovableProxy } from './movable-proxy.ts';
import { PostgresPair } from './postgres-pair.ts';

/** How the nodes come to the new primary: the old connections end, stay open and dumb, or lead to it before it is promoted. */
export const WAYS = ['moves', 'dumb', 'read-only first'] as const;
export type Way = (typeof WAYS)[number];

/** Milliseconds that the old connections are dumb, or the new server is read-only. */
const BETWEEN_MS = 2_000;
const READY_TIMEOUT_MS = 60_000;

interface Node {
  server: BuiltServer;
  toPostgres: MovableProxy;
}

/** Two nodes with a primary, a standby and a Redis of their own, behind one address. */
export class FailoverCluster {
  private constructor(
    readonly pair: PostgresPair,
    private redis: Awaited<ReturnType<typeof startRedis>>,
    private readonly nodes: readonly Node[],
    private readonly front: FaultyProxy,
  ) {}

  /** @param folder that PostgreSQL can reach @param settings of the nodes */
  static async start(folder: string, settings: Record<string, string> = {}): Promise<FailoverCluster> {
    const pair = await PostgresPair.start(folder, (url) => migrate(url, () => undefined));
    const redis = await startRedis();
    const nodes: Node[] = [];
    while (nodes.length < 2) {
      const toPostgres = await MovableProxy.open(pair.primary.port);
      const url = pair.primary.url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${toPostgres.port}`);
      const server = await startBuiltServer(url, undefined, { REDIS_URL: redis.url, LOG_LEVEL: 'warn', ...settings });
      nodes.push({ server, toPostgres });
    }
    const front = await FaultyProxy.open(...nodes.map(({ server }) => server.port));
    const cluster = new FailoverCluster(pair, redis, nodes, front);
    await cluster.ready();
    return cluster;
  }

  get url(): string {
    return `http://127.0.0.1:${this.front.port}`;
  }

  /** Clients spread over both nodes. */
  spread(): void {
    this.front.cut();
  }

  /** The primary dies as by a power cut, and the standby takes its place. */
  async failover(way: Way): Promise<void> {
    const { pair } = this;
    if (way === 'dumb') this.each((proxy) => proxy.goDumb());
    if (way === 'dumb') await delay(BETWEEN_MS);
    await pair.primary.kill();
    if (way === 'read-only first') {
      this.each((proxy) => proxy.moveTo(pair.standby.port));
      await delay(BETWEEN_MS);
    }
    await pair.promote();
    this.each((proxy) => proxy.moveTo(pair.primary.port));
  }

  /** A new standby by a cold copy: the primary restarts for it. */
  async renewStandby(): Promise<void> {
    await this.pair.renewStandby();
    await this.ready();
  }

  async crashRedis(): Promise<void> {
    process.kill(this.redis.pid, 'SIGKILL');
    await this.redis.stop();
  }

  async restartRedis(): Promise<void> {
    this.redis = await startRedis({ port: this.redis.port });
  }

  async ready(): Promise<void> {
    for (const { server } of this.nodes) {
      const isReady = () =>
        fetch(`${server.url}/health/ready`).then(
          ({ ok }) => ok || delay(50).then(() => false),
          () => delay(50).then(() => false),
        );
      await eventually(isReady, 'both nodes are ready', READY_TIMEOUT_MS).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${server.output().slice(-3_000)}`);
      });
    }
  }

  async stop(): Promise<void> {
    await this.front.close();
    for (const { server, toPostgres } of this.nodes) {
      await server.stop('SIGKILL');
      await toPostgres.close();
    }
    await this.redis.stop();
    await this.pair.stop();
  }

  private each(act: (proxy: MovableProxy) => void): void {
    for (const { toPostgres } of this.nodes) act(toPostgres);
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../support/built-server.ts';
import { eventually } from '../../support/member.ts';
import { startRedis } from '../../support/services/redis.mjs';

const ALL_SLOTS = 16_384;
const NODE_COUNT = 3;
const NODE_TIMEOUT_MS = 1_000;
/** The port of a node's own bus must be a port, too: 10000 above. */
const BUS_OFFSET = 10_000;
const MAX_PORT = 65_535;

type Node = Awaited<ReturnType<typeof startRedis>>;

/** Three primaries without replicas, so that each that goes takes its slots along. */
export class RedisCluster {
  private constructor(
    private readonly folder: string,
    private readonly nodes: Node[],
    private readonly settings: string[],
  ) {}

  /** @param folder for what the nodes know of each other @param settings of each node, beside its own */
  static async start(folder: string, settings: string[] = []): Promise<RedisCluster> {
    const nodes: Node[] = [];
    while (nodes.length < NODE_COUNT) nodes.push(await startNode(folder, await portWithBus(), settings));
    const [first] = nodes;
    for (const [index, { port }] of nodes.entries()) {
      const share = ALL_SLOTS / NODE_COUNT;
      const slots = [Math.ceil(index * share), Math.ceil((index + 1) * share) - 1].map(String);
      await ask(port, ['CLUSTER', 'ADDSLOTSRANGE', ...slots]);
      await ask(port, ['CLUSTER', 'MEET', '127.0.0.1', String(first?.port)]);
    }
    const cluster = new RedisCluster(folder, nodes, settings);
    await cluster.isWhole();
    return cluster;
  }

  get url(): string {
    return `redis+cluster://${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** The node that has a key dies, and its slots with it. @returns a way to bring it back */
  async loseSlotOf(key: string): Promise<() => Promise<void>> {
    const slot = Number(await ask(this.nodes[0]?.port ?? 0, ['CLUSTER', 'KEYSLOT', key]));
    const index = Math.floor(slot / (ALL_SLOTS / NODE_COUNT));
    const node = this.nodes[index];
    if (!node) throw new Error(`Nobody has slot ${slot}`);
    process.kill(node.pid, 'SIGKILL');
    await node.stop();
    return async () => {
      this.nodes[index] = await startNode(this.folder, node.port, this.settings);
      await this.isWhole();
    };
  }

  /** How many connections of all nodes listen to a channel. */
  async listenersOf(channel: string): Promise<{ sharded: number; ordinary: number }> {
    const count = async (which: 'SHARDNUMSUB' | 'NUMSUB') => {
      const answers = await Promise.all(this.nodes.map(({ port }) => ask(port, ['PUBSUB', which, channel])));
      return answers.reduce<number>((sum, answer) => sum + (answer as [string, number])[1], 0);
    };
    return { sharded: await count('SHARDNUMSUB'), ordinary: await count('NUMSUB') };
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) await node.stop();
  }

  private async isWhole(): Promise<void> {
    for (const { port } of this.nodes) {
      const isOk = async () =>
        String(await ask(port, ['CLUSTER', 'INFO'])).includes('cluster_state:ok') || delay(100).then(() => false);
      await eventually(isOk, 'the Cluster is whole', 30_000);
    }
  }
}

const startNode = (folder: string, port: number, settings: string[]): Promise<Node> =>
  startRedis({
    port,
    folder,
    settings: [
      ...['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${port}.conf`],
      ...['--cluster-node-timeout', String(NODE_TIMEOUT_MS)],
      ...settings,
    ],
  });

async function portWithBus(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port + BUS_OFFSET <= MAX_PORT) return port;
  }
}

async function ask(port: number, [command = '', ...args]: string[]): Promise<unknown> {
  const redis = new Redis(port, '127.0.0.1');
  try {
    return await redis.call(command, ...args);
  } finally {
    redis.disconnect();
  }
}

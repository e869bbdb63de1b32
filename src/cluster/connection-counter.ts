import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config } from '../common/config.ts';
import { RedisConnections } from '../common/redis/redis.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { Bus } from './bus.ts';

const HEARTBEAT_MS = 15_000;
/** A node that missed three heartbeats is lost, and its connections with it. */
const NODE_LOST_AFTER_MS = 3 * HEARTBEAT_MS;
const NODE_KEY_PREFIX = '{parley}:node:';

/** Stores how many connections this node has, and answers how many the others have. Counts of lost nodes are removed. */
const COUNT = `
  redis.call('SET', ARGV[1] .. ARGV[2], '', 'PX', ARGV[4])
  if ARGV[3] == '0' then redis.call('HDEL', KEYS[1], ARGV[2]) else redis.call('HSET', KEYS[1], ARGV[2], ARGV[3]) end
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  local counts, others = redis.call('HGETALL', KEYS[1]), 0
  for i = 1, #counts, 2 do
    if redis.call('EXISTS', ARGV[1] .. counts[i]) == 0 then redis.call('HDEL', KEYS[1], counts[i])
    elseif counts[i] ~= ARGV[2] then others = others + counts[i + 1] end
  end
  return others`;

/**
 * How many connections each person and each address has: on all nodes together with Redis, on this node without Redis
 * or while it is unavailable. Each node stores its whole counts, never increments, and stores them all again in a
 * heartbeat: what Redis has lost or missed is restored within 15 seconds.
 */
@Injectable()
export class ConnectionCounter implements OnModuleDestroy {
  private readonly here = new Map<string, number>();
  private readonly redis?: Redis;

  constructor(
    connections: RedisConnections,
    tasks: ScheduledTasks,
    private readonly bus: Bus,
    private readonly config: Config,
  ) {
    if (!connections.enabled) return;
    this.redis = connections.open('connections');
    tasks.onEveryNode(HEARTBEAT_MS, 'connection counts', async () => {
      await Promise.all([...this.here.keys()].map((owner) => this.elsewhere(owner)));
    });
  }

  /** Counts a new connection. @returns whether the limit is kept */
  async open(owner: string, limit: number): Promise<boolean> {
    const here = this.add(owner, 1);
    const open = here + (await this.elsewhere(owner));
    return open <= Math.max(1, Math.round(limit * this.config.env.RATE_LIMIT_SCALE));
  }

  close(owner: string): void {
    this.add(owner, -1);
    void this.elsewhere(owner);
  }

  async onModuleDestroy(): Promise<void> {
    await this.redis?.del(`${NODE_KEY_PREFIX}${this.bus.nodeId}`).catch(() => undefined);
  }

  private add(owner: string, change: number): number {
    const count = (this.here.get(owner) ?? 0) + change;
    if (count) this.here.set(owner, count);
    else this.here.delete(owner);
    return count;
  }

  private async elsewhere(owner: string): Promise<number> {
    const here = this.here.get(owner) ?? 0;
    const answer = this.redis?.eval(
      COUNT,
      1,
      `{parley}:open:${owner}`,
      NODE_KEY_PREFIX,
      this.bus.nodeId,
      here,
      NODE_LOST_AFTER_MS,
    );
    return Number((await answer?.catch(() => 0)) ?? 0);
  }
}

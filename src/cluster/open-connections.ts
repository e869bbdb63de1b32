import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { RedisConnections } from '../common/redis.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { Bus } from './bus.ts';

/** In milliseconds. A node that missed three heartbeats is gone, and its connections with it. */
const HEARTBEAT = 15_000;
const NODE_LOST_AFTER = 3 * HEARTBEAT;
const NODES = '{parley}:node:';

/** Says how many this node has, and answers how many the others have. What a node that is gone had is forgotten. */
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
 * How many connections each person and each address has: on all nodes together where there is a Redis, on this one where
 * there is none or while it is away. Each node tells its own numbers whole, never what was added, and tells them all again
 * in a heartbeat: whatever Redis has forgotten or missed is right again soon.
 */
@Injectable()
export class OpenConnections implements OnModuleDestroy {
  private readonly here = new Map<string, number>();
  private readonly redis?: Redis;

  constructor(
    connections: RedisConnections,
    rounds: ScheduledTasks,
    private readonly bus: Bus,
  ) {
    if (!connections.enabled) return;
    this.redis = connections.open('connections');
    rounds.onEveryNode(HEARTBEAT, 'counting connections', async () => {
      await Promise.all([...this.here.keys()].map((whose) => this.elsewhere(whose)));
    });
  }

  /** @returns how many there are, this one included */
  async open(whose: string): Promise<number> {
    const here = this.add(whose, 1);
    return here + (await this.elsewhere(whose));
  }

  close(whose: string): void {
    this.add(whose, -1);
    void this.elsewhere(whose);
  }

  async onModuleDestroy(): Promise<void> {
    await this.redis?.del(`${NODES}${this.bus.nodeId}`).catch(() => undefined);
  }

  private add(whose: string, change: number): number {
    const count = (this.here.get(whose) ?? 0) + change;
    if (count) this.here.set(whose, count);
    else this.here.delete(whose);
    return count;
  }

  private async elsewhere(whose: string): Promise<number> {
    const here = this.here.get(whose) ?? 0;
    const answer = this.redis?.eval(COUNT, 1, `{parley}:open:${whose}`, NODES, this.bus.nodeId, here, NODE_LOST_AFTER);
    return Number((await answer?.catch(() => 0)) ?? 0);
  }
}

import { Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Bus } from '../cluster/bus.ts';
import { metrics } from '../common/observability/metrics.ts';
import { RedisConnections } from '../common/redis.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';

const CHECK_MS = 60_000;
/** Share of `maxmemory`, above which Redis is about to refuse writes. */
const MAX_MEMORY_SHARE = 0.9;

/** Whether Redis is what Parley needs: a primary that forgets nothing by itself and has memory left. */
@Injectable()
export class RedisCheck {
  private readonly logger = new Logger('Redis');
  private readonly redis?: Redis;
  private lastWarning: string | null = null;

  constructor(
    connections: RedisConnections,
    tasks: ScheduledTasks,
    private readonly bus: Bus,
  ) {
    if (!connections.enabled) return;
    this.redis = connections.open('health');
    tasks.onEveryNode(CHECK_MS, 'check of Redis', () => this.warn());
  }

  get isConfigured(): boolean {
    return this.redis !== undefined;
  }

  /** For operators; null when nothing is. A service that does not tell about itself is taken as it is. */
  async whatIsWrong(): Promise<string | null> {
    if (!this.bus.isHealthy) return 'not connected';
    const info = await this.redis?.info().catch((error: unknown) => String(error));
    return info?.includes('redis_version') ? wrongIn(info) : null;
  }

  /** One line for each thing that is wrong, not one for each check. */
  private async warn(): Promise<void> {
    const wrong = await this.whatIsWrong();
    metrics.redisDegraded.set(wrong ? 1 : 0);
    if (wrong && wrong !== this.lastWarning) this.logger.warn(wrong);
    this.lastWarning = wrong;
  }
}

/** @param info the answer to `INFO` */
export function wrongIn(info: string): string | null {
  const value = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
  if (value('role') === 'slave') return 'is a replica, which takes no writes: REDIS_URL must lead to the primary';
  const policy = value('maxmemory_policy');
  const [limit, used] = [Number(value('maxmemory')), Number(value('used_memory'))];
  if (limit && policy && policy !== 'noeviction')
    return `forgets keys when it is full (maxmemory-policy ${policy}): set noeviction`;
  if (limit && used > limit * MAX_MEMORY_SHARE) return `is almost full (${used} of ${limit} bytes): raise maxmemory`;
  return null;
}

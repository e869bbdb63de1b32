import { Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Bus } from '../cluster/bus.ts';
import { metrics } from '../common/observability/metrics.ts';
import { RedisConnections } from '../common/redis/redis.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';

const CHECK_MS = 15_000;
/** Minimum interval between two checks, however often readiness is asked for. */
const CACHE_MS = 2_000;
/** Share of `maxmemory`, above which Redis is about to refuse writes. */
const MAX_MEMORY_SHARE = 0.9;
const MAX_SLOTS = 16_384;
/** In the slot of mails and of counts of connections. */
const CHECK_KEY = '{parley}:check';
const CHECK_KEY_MS = 60_000;

const REASONS = ['away', 'replica', 'evicting', 'full', 'refusing', 'slots'] as const;

export interface RedisFault {
  reason: (typeof REASONS)[number];
  /** Completes "Redis …", for operators. */
  detail: string;
}

/** Whether Redis is what Parley needs: a primary that takes writes, forgets nothing by itself and has memory left. */
@Injectable()
export class RedisCheck {
  private readonly logger = new Logger('Redis');
  private readonly redis?: Redis;
  private last?: { at: number; fault: Promise<RedisFault | null> };
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

  /** Null when nothing is wrong, and when there is no Redis. */
  fault(): Promise<RedisFault | null> {
    const now = performance.now();
    if (!this.last || now - this.last.at > CACHE_MS) this.last = { at: now, fault: this.find() };
    return this.last.fault;
  }

  /** A service that does not tell about itself is taken as it is, if it takes writes. */
  private async find(): Promise<RedisFault | null> {
    const { redis } = this;
    if (!redis) return null;
    if (!this.bus.isHealthy) return { reason: 'away', detail: 'not connected' };
    const write = redis.set(CHECK_KEY, 1, 'PX', CHECK_KEY_MS);
    const refusal = write.then(() => null, messageOf);
    const info = await redis.info().catch(() => '');
    const fault = faultIn(info) ?? (info.includes('redis_mode:cluster') ? await slotsFault(redis) : null);
    if (fault) return fault;
    const refused = await refusal;
    return refused === null ? null : { reason: 'refusing', detail: `refuses writes: ${refused}` };
  }

  /** One line for each thing that is wrong, not one for each check. */
  private async warn(): Promise<void> {
    const fault = await this.fault();
    for (const reason of REASONS) metrics.redisDegraded.set({ reason }, Number(fault?.reason === reason));
    if (fault && fault.detail !== this.lastWarning) this.logger.warn(fault.detail);
    this.lastWarning = fault?.detail ?? null;
  }
}

/** @param info the answer to `INFO` */
export function faultIn(info: string): RedisFault | null {
  const value = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
  if (value('role') === 'slave')
    return { reason: 'replica', detail: 'is a replica, which takes no writes: REDIS_URL must lead to the primary' };
  const policy = value('maxmemory_policy');
  const [limit, used] = [Number(value('maxmemory')), Number(value('used_memory'))];
  if (limit && policy && policy !== 'noeviction')
    return {
      reason: 'evicting',
      detail: `forgets keys when it is full (maxmemory-policy ${policy}): set noeviction`,
    };
  if (limit && used > limit * MAX_MEMORY_SHARE)
    return { reason: 'full', detail: `is almost full (${used} of ${limit} bytes): raise maxmemory` };
  return null;
}

/** Whether a Cluster has lost the nodes of some of its slots. */
async function slotsFault(redis: Redis): Promise<RedisFault | null> {
  const info = await redis.cluster('INFO').catch(() => '');
  const served = Number(/^cluster_slots_ok:(\d+)/m.exec(info)?.[1] ?? MAX_SLOTS);
  if (served === MAX_SLOTS) return null;
  return {
    reason: 'slots',
    detail: `is a Cluster that serves ${served} of its ${MAX_SLOTS} slots: bring its node back`,
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

import { Global, Injectable, Module } from '@nestjs/common';
import {
  InjectThrottlerStorage,
  ThrottlerModule,
  type ThrottlerStorage,
  ThrottlerStorageService,
} from '@nestjs/throttler';
import type { Redis } from 'ioredis';
import { Config } from '../config.ts';
import { addressKey, type PrefixBits } from '../http/client-address.ts';
import { Problem } from '../problem.ts';
import { RedisConnections } from '../redis.ts';
import { UnreadResponses } from './unread-responses.ts';

/** A rate limit: `[uses, seconds]`. `RATE_LIMIT_SCALE` multiplies the number of uses. */
export const rateLimits = {
  /** Any REST request, per account or address, all routes together; rejected tokens count for their address. */
  request: [600, 60],
  /** Per address. */
  register: [20, 3600],
  /** Per address. */
  login: [30, 60],
  /** Attempts to use a password link, per address. */
  resetPassword: [30, 60],
  /** Per account name, regardless of the client. */
  loginName: [10, 60],
  /** Confirmations by password, per account. */
  password: [10, 600],
  /** Guest sign-ins, per address. */
  guest: [20, 3600],
  /** Requested codes and links, per e-mail address. */
  mailCode: [10, 3600],
  /** Created rooms, per account. */
  createRoom: [60, 3600],
  /** Wrong room codes and all tried room passwords, per account: without a limit six characters could be guessed. */
  joinFailure: [10, 3600],
  /** Wrong room codes, per address: a client could use many accounts. */
  roomCode: [100, 3600],
  /** Wrong room codes of all accounts together; above it operators are alerted. */
  roomCodeAlarm: [300, 600],
  /** Room passwords set or checked, per account, right or wrong: each costs a hash. */
  roomPassword: [20, 600],
  /** Searches of messages, per account: as many as a person types, and no more. */
  search: [60, 60],
  /** Exports of personal data, per account. */
  export: [3, 86_400],
  /** Uploads of files and pictures, per account. */
  upload: [120, 600],
  /** Files that were damaged or took too much time or memory, per account. */
  inspectionFailure: [10, 600],
  /** Files and parts of them fetched, per account: a page of pictures is many. */
  download: [3000, 60],
  /** Commands, per person over all sockets (see `CommandRates`). */
  command: [300, 10],
} as const satisfies Record<string, readonly [number, number]>;

/**
 * Lower limits for single commands, per person over all sockets: these cost more than others, or are rarely useful. REST
 * routes that do the same count too (`CountsAsCommand`).
 */
export const commandRateLimits = {
  sync: [30, 60],
  send_message: [100, 10],
  edit_message: [60, 60],
  typing: [50, 10],
  watch_presence: [60, 10],
} as const satisfies Record<string, readonly [number, number]>;

export type RateLimitName = keyof typeof rateLimits;

/** The limits whose key is an address, with the prefix of IPv6 addresses that is counted together. */
const addressPrefixes: Partial<Record<RateLimitName, PrefixBits>> = {
  register: 64,
  login: 64,
  resetPassword: 64,
  guest: 48,
  roomCode: 48,
};

/** The same name for all limits, so that the storage counts by key only. */
const THROTTLER = 'default';
/** Above this number, blocks that are over are removed. */
const MAX_REMEMBERED_BLOCKS = 10_000;

/** The rate limits of REST and socket: counted in Redis with several nodes, in this process without Redis. */
@Injectable()
export class RateLimits {
  /**
   * Blocked keys that this node knows, with the end of the block. Other nodes learn it from the shared count at their
   * first `take`.
   */
  private readonly blocked = new Map<string, number>();

  constructor(
    @InjectThrottlerStorage() private readonly storage: ThrottlerStorage,
    private readonly config: Config,
  ) {}

  /**
   * Counts another use.
   * @param key an account, or an address as shown: addresses of a prefix are counted together
   * @throws Problem `too_many_requests` with the seconds to wait
   */
  async take(rate: RateLimitName, key: string): Promise<void> {
    const [times, seconds] = rateLimits[rate];
    const limit = Math.max(1, Math.round(times * this.config.env.RATE_LIMIT_SCALE));
    const name = nameOf(rate, key);
    const record = await this.storage.increment(name, seconds * 1000, limit, seconds * 1000, THROTTLER);
    if (!record.isBlocked) return;
    this.remember(name, Date.now() + record.timeToBlockExpire * 1000);
    throw new Problem('too_many_requests', undefined, undefined, record.timeToBlockExpire);
  }

  /** Rejects keys that are over their limit and counts nothing: for limits that count failures only. */
  check(rate: RateLimitName, key: string): void {
    const name = nameOf(rate, key);
    const until = this.blocked.get(name) ?? 0;
    const seconds = (until - Date.now()) / 1000;
    if (seconds > 0) throw new Problem('too_many_requests', undefined, undefined, Math.ceil(seconds));
    this.blocked.delete(name);
  }

  private remember(name: string, until: number): void {
    this.blocked.set(name, until);
    if (this.blocked.size <= MAX_REMEMBERED_BLOCKS) return;
    for (const [other, end] of this.blocked) if (end < Date.now()) this.blocked.delete(other);
  }
}

function nameOf(rate: RateLimitName, key: string): string {
  const bits = addressPrefixes[rate];
  return `${rate}:${bits ? addressKey(key, bits) : key}`;
}

/** Count, time to live and block in a single atomic round trip. */
const INCREMENT = `
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
local ttl = redis.call('PTTL', KEYS[1])
local blocked = redis.call('PTTL', KEYS[2])
if blocked <= 0 and hits > tonumber(ARGV[2]) then
  redis.call('SET', KEYS[2], 1, 'PX', ARGV[3])
  blocked = tonumber(ARGV[3])
end
return {hits, ttl, blocked}`;

/** The counters in Redis; while it is unavailable, this node counts for itself. */
class RedisCounters implements ThrottlerStorage {
  private readonly local = new ThrottlerStorageService();

  constructor(private readonly redis: Redis) {}

  async increment(...args: Parameters<ThrottlerStorage['increment']>): ReturnType<ThrottlerStorage['increment']> {
    const [key, ttl, limit, blockDuration] = args;
    const keys = [`parley:rate:{${key}}`, `parley:block:{${key}}`];
    try {
      const answer = await this.redis.eval(INCREMENT, 2, ...keys, ttl, limit, blockDuration);
      const [totalHits = 0, left = 0, blocked = 0] = answer as number[];
      return {
        totalHits,
        timeToExpire: Math.ceil(left / 1000),
        isBlocked: blocked > 0,
        timeToBlockExpire: Math.ceil(Math.max(0, blocked) / 1000),
      };
    } catch {
      return this.local.increment(...args);
    }
  }
}

@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [Config, RedisConnections],
      useFactory: (config: Config, redis: RedisConnections) => {
        const [limit, seconds] = rateLimits.request;
        const throttlers = [
          { limit: Math.max(1, Math.round(limit * config.env.RATE_LIMIT_SCALE)), ttl: seconds * 1000 },
        ];
        return { throttlers, ...(redis.enabled && { storage: new RedisCounters(redis.open('rates')) }) };
      },
    }),
  ],
  providers: [RateLimits, UnreadResponses],
  exports: [RateLimits, UnreadResponses],
})
export class RateLimitsModule {}

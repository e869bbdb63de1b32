import { Global, Injectable, Module } from '@nestjs/common';
import { InjectThrottlerStorage, ThrottlerModule, type ThrottlerStorage } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../config.ts';
import { Database } from '../database/database.ts';
import { addressKey, type PrefixBits } from '../http/client-address.ts';
import { Problem } from '../problem.ts';
import { RedisConnections } from '../redis/redis.ts';
import { Retention } from '../retention.ts';
import { ServerSettings } from '../settings/server-settings.ts';
import { CountersWithoutRedis } from './counters-without-redis.ts';
import { DatabaseCounters } from './database-counters.ts';
import { RateCountEntity } from './rate-count.entity.ts';
import { rateLimits, type RateLimitName } from './rate-limit-values.ts';
import { RedisCounters } from './redis-counters.ts';
import { UnreadResponses } from './unread-responses.ts';

export { commandRateLimits, rateLimits, type RateLimitName } from './rate-limit-values.ts';

/** The limits whose key is an address, with the prefix of IPv6 addresses that is counted together. */
const addressPrefixes: Partial<Record<RateLimitName, PrefixBits>> = {
  register: 64,
  login: 64,
  logoutRefused: 64,
  resetPassword: 64,
  guest: 48,
  roomCode: 48,
  pushShown: 64,
  pushRenew: 64,
  hookFailure: 64,
};

/** The limits of an address that administrators set, and that do not count the people of trusted networks. */
const changeable = {
  register: 'registrationsPerAddress',
  guest: 'guestsPerAddress',
  login: 'loginsPerAddress',
} as const satisfies Partial<Record<RateLimitName, string>>;

const isChangeable = (rate: RateLimitName): rate is keyof typeof changeable => rate in changeable;

/** The same name for all limits, so that the storage counts by key only. */
const THROTTLER = 'default';
/** Above this number, blocks that are over are removed. */
const MAX_REMEMBERED_BLOCKS = 10_000;

/** The rate limits of REST and socket: counted in Redis, and without it as `CountersWithoutRedis` does. */
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
    private readonly settings: ServerSettings,
  ) {}

  /**
   * Counts another use; not of people in trusted networks, where the limit is one of addresses alone.
   * @param key an account, or an address as shown: addresses of a prefix are counted together
   * @throws Problem `too_many_requests` with the seconds to wait
   */
  async take(rate: RateLimitName, key: string): Promise<void> {
    if (isChangeable(rate) && this.settings.isTrusted(key)) return;
    const [, seconds] = rateLimits[rate];
    const limit = this.limitOf(rate);
    const name = nameOf(rate, key);
    const record = await this.storage.increment(name, seconds * 1000, limit, seconds * 1000, THROTTLER);
    if (!record.isBlocked) return;
    this.remember(name, Date.now() + record.timeToBlockExpire * 1000);
    throw new Problem('too_many_requests', undefined, undefined, record.timeToBlockExpire);
  }

  /** How often it may be used in its time. */
  limitOf(rate: RateLimitName): number {
    const times = isChangeable(rate) ? this.settings.values[changeable[rate]] : rateLimits[rate][0];
    return Math.max(1, Math.round(times * this.config.env.RATE_LIMIT_SCALE));
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

@Global()
@Module({
  imports: [
    TypeOrmModule.forFeature([RateCountEntity]),
    ThrottlerModule.forRootAsync({
      inject: [Config, RedisConnections, Database, Retention],
      useFactory: (config: Config, redis: RedisConnections, database: Database, retention: Retention) => {
        const [limit, seconds] = rateLimits.request;
        const throttlers = [
          { limit: Math.max(1, Math.round(limit * config.env.RATE_LIMIT_SCALE)), ttl: seconds * 1000 },
        ];
        const ofDatabase = new DatabaseCounters(database, retention, config.key('rate-counts'));
        const withoutRedis = new CountersWithoutRedis(ofDatabase);
        const storage = redis.enabled ? new RedisCounters(redis.open('rates'), withoutRedis) : withoutRedis;
        return { throttlers, storage };
      },
    }),
  ],
  providers: [RateLimits, UnreadResponses],
  exports: [RateLimits, UnreadResponses],
})
export class RateLimitsModule {}

import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Redis } from 'ioredis';

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

/** The counters in Redis, or others while it is away or refuses. */
export class RedisCounters implements ThrottlerStorage {
  constructor(
    private readonly redis: Redis,
    private readonly fallback: ThrottlerStorage,
  ) {}

  async increment(...args: Parameters<ThrottlerStorage['increment']>): ReturnType<ThrottlerStorage['increment']> {
    const [key, ttlMs, limit, blockMs] = args;
    const keys = [`parley:rate:{${key}}`, `parley:block:{${key}}`];
    try {
      const answer = await this.redis.eval(INCREMENT, 2, ...keys, ttlMs, limit, blockMs);
      const [totalHits = 0, left = 0, blocked = 0] = answer as number[];
      return {
        totalHits,
        timeToExpire: Math.ceil(left / 1000),
        isBlocked: blocked > 0,
        timeToBlockExpire: Math.ceil(Math.max(0, blocked) / 1000),
      };
    } catch {
      return this.fallback.increment(...args);
    }
  }
}

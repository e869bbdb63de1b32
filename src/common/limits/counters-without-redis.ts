import { type ThrottlerStorage, ThrottlerStorageService } from '@nestjs/throttler';
import { guardedRateLimits } from './rate-limit-values.ts';

/** The database counts what guards accounts, for all nodes; this node what does no harm when another node counts it again. */
export class CountersWithoutRedis implements ThrottlerStorage {
  private readonly ofNode = new ThrottlerStorageService();

  constructor(private readonly ofDatabase: ThrottlerStorage) {}

  increment(...args: Parameters<ThrottlerStorage['increment']>): ReturnType<ThrottlerStorage['increment']> {
    const [key] = args;
    const isGuarded = guardedRateLimits.has(key.slice(0, key.indexOf(':')));
    return (isGuarded ? this.ofDatabase : this.ofNode).increment(...args);
  }
}

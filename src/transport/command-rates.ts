import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config } from '../common/config.ts';
import { commandRateLimits, rateLimits } from '../common/limits/rate-limits.ts';
import { RedisConnections } from '../common/redis/redis.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';

export type LimitedCommand = keyof typeof commandRateLimits;

/** The name under which all commands of a person are counted together. */
const ANY = 'any';
const SHARE_INTERVAL_MS = 500;
const FORGET_INTERVAL_MS = 60_000;
/** The part of a limit from which on other nodes are informed. */
const SHARED_FROM = 1 / 8;

interface Count {
  endsAt: number;
  limit: number;
  here: number;
  /** The count of other nodes in the same period. */
  elsewhere: number;
  /** The part of `here` that is in Redis already. */
  shared: number;
}

/**
 * Counts the commands of each person over all of their sockets, and the REST requests that do the same. A count costs no
 * round trip: each node counts for itself, and with a Redis the nodes exchange the counts of busy people twice a second.
 * A burst within half a second may therefore reach the limit on every node; after that the limit holds for all of them.
 */
@Injectable()
export class CommandRates {
  private readonly people = new Map<string, Map<string, Count>>();
  private readonly redis?: Redis;

  constructor(
    private readonly config: Config,
    connections: RedisConnections,
    tasks: ScheduledTasks,
  ) {
    tasks.onEveryNode(FORGET_INTERVAL_MS, 'forgetting counts of commands', () => this.forgetEnded());
    if (!connections.enabled) return;
    this.redis = connections.open('command-rates');
    tasks.onEveryNode(SHARE_INTERVAL_MS, 'sharing counts of commands', () => this.share());
  }

  /** Counts another command. @returns seconds to wait, or 0 */
  take(userId: string, command: string): number {
    const counts = this.people.get(userId) ?? new Map<string, Count>();
    this.people.set(userId, counts);
    const own = Object.hasOwn(commandRateLimits, command) ? commandRateLimits[command as LimitedCommand] : undefined;
    return Math.max(this.add(counts, ANY, rateLimits.command), own ? this.add(counts, command, own) : 0);
  }

  private add(counts: Map<string, Count>, name: string, [times, seconds]: readonly [number, number]): number {
    const now = Date.now();
    let count = counts.get(name);
    if (!count || count.endsAt <= now) {
      const duration = seconds * 1000;
      // Nodes that share a count must agree on its period; without Redis it begins with the first command.
      const endsAt = this.redis ? (Math.floor(now / duration) + 1) * duration : now + duration;
      count = { endsAt, limit: times * this.config.env.RATE_LIMIT_SCALE, here: 0, elsewhere: 0, shared: 0 };
      counts.set(name, count);
    }
    count.here++;
    return count.here + count.elsewhere > Math.max(1, count.limit) ? Math.ceil((count.endsAt - now) / 1000) : 0;
  }

  private async share(): Promise<void> {
    const now = Date.now();
    const busy = [...this.people].flatMap(([userId, counts]) =>
      [...counts].flatMap(([name, count]) =>
        count.endsAt > now && count.here > count.limit * SHARED_FROM ? [{ userId, name, count }] : [],
      ),
    );
    await Promise.all(busy.map(({ userId, name, count }) => this.exchange(`${userId}:${name}`, count)));
  }

  private async exchange(name: string, count: Count): Promise<void> {
    const { here, shared, endsAt } = count;
    const key = `{parley}:commands:${name}:${endsAt}`;
    const answer = await this.redis
      ?.multi()
      .incrby(key, here - shared)
      .pexpireat(key, endsAt)
      .exec();
    const total = answer?.[0]?.[1];
    if (typeof total !== 'number') return;
    count.shared = here;
    count.elsewhere = total - here;
  }

  private forgetEnded(): Promise<void> {
    const now = Date.now();
    for (const [userId, counts] of this.people)
      if ([...counts.values()].every(({ endsAt }) => endsAt <= now)) this.people.delete(userId);
    return Promise.resolve();
  }
}

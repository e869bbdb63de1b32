import { createHmac } from 'node:crypto';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Database } from '../database/database.ts';
import type { Retention } from '../retention.ts';

const after = (parameter: string) => `clock_timestamp() + ${parameter} * interval '1 millisecond'`;
const IS_OVER = 'c.ends_at <= clock_timestamp()';
const USES = `CASE WHEN ${IS_OVER} THEN 1 ELSE c.uses + 1 END`;

/** Count, end of the interval and block in one statement: uses at once wait for the row of their key. */
const INCREMENT = `
  INSERT INTO rate_counts AS c (key, uses, ends_at) VALUES ($1, 1, ${after('$2::int')})
  ON CONFLICT (key) DO UPDATE SET uses = ${USES},
    ends_at = CASE WHEN ${IS_OVER} THEN excluded.ends_at ELSE c.ends_at END,
    blocked_until = CASE WHEN c.blocked_until > clock_timestamp() THEN c.blocked_until
      WHEN ${USES} > $3::int THEN ${after('$4::int')} END
  RETURNING uses, ceil(extract(epoch FROM ends_at - clock_timestamp()))::int AS "timeToExpire",
    ceil(greatest(extract(epoch FROM blocked_until - clock_timestamp()), 0))::int AS "timeToBlockExpire"`;

interface Count {
  uses: number;
  timeToExpire: number;
  /** Null: not blocked. */
  timeToBlockExpire: number | null;
}

/** The counters in the database, for what must be counted for all nodes together without Redis. */
export class DatabaseCounters implements ThrottlerStorage {
  /** @param secret for the keys, so that the table names no addresses and accounts */
  constructor(
    private readonly database: Database,
    retention: Retention,
    private readonly secret: Buffer,
  ) {
    retention.add({ table: 'rate_counts', due: 'greatest(ends_at, blocked_until) < now()' });
  }

  async increment(
    key: string,
    ttlMs: number,
    limit: number,
    blockMs: number,
  ): ReturnType<ThrottlerStorage['increment']> {
    const hash = createHmac('sha256', this.secret).update(key).digest();
    const [count] = await this.database.query<Count>(INCREMENT, [hash, ttlMs, limit, blockMs]);
    const { uses = 1, timeToExpire = 0, timeToBlockExpire } = count ?? {};
    return {
      totalHits: uses,
      timeToExpire,
      isBlocked: Boolean(timeToBlockExpire),
      timeToBlockExpire: timeToBlockExpire ?? 0,
    };
  }
}

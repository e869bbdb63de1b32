import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';

const MAX_FREE_FAILURES = 5;
const FIRST_WAIT_SECONDS = 5;
const MAX_WAIT_SECONDS = 15 * 60;
/** An hour without a failure resets the count. */
const RESET_AFTER = '1 hour';

/**
 * Slows down guessing without locking accounts (OWASP ASVS 5, 6.3.1): five wrong passwords are free, then each doubles
 * the wait, up to fifteen minutes. Names that do not exist count the same. A browser that the owner has signed in on
 * before has its own count, so that the guesses of an attacker do not lock the owner out.
 */
@Injectable()
export class LoginThrottle {
  private readonly key: Buffer;

  constructor(
    private readonly database: Database,
    private readonly limits: RateLimits,
    config: Config,
  ) {
    this.key = config.key('login-failures');
  }

  /** Counts a sign-in of this address. @throws Problem `too_many_requests` */
  async takeAttempt(ip: string): Promise<void> {
    await this.limits.take('login', ip);
  }

  /** @throws Problem `too_many_requests` with the seconds to wait */
  async assertMayTry(tried: string): Promise<void> {
    const [row] = await this.database.query<{ failures: number; ago: number }>(
      `SELECT failures, extract(epoch FROM now() - last_at)::float8 AS ago FROM login_failures
       WHERE tried = $1 AND last_at > now() - $2::interval`,
      [this.hash(tried), RESET_AFTER],
    );
    const wait = row ? waitSecondsAfter(row.failures) - row.ago : 0;
    if (wait > 0) throw new Problem('too_many_requests', undefined, undefined, Math.ceil(wait));
  }

  async recordFailure(tried: string): Promise<void> {
    await this.database.query(
      `INSERT INTO login_failures AS f (tried, failures) VALUES ($1, 1)
       ON CONFLICT (tried) DO UPDATE SET last_at = now(),
         failures = CASE WHEN f.last_at < now() - $2::interval THEN 1 ELSE f.failures + 1 END`,
      [this.hash(tried), RESET_AFTER],
    );
  }

  async reset(tried: string): Promise<void> {
    await this.database.query(`DELETE FROM login_failures WHERE tried = $1`, [this.hash(tried)]);
  }

  /** Hashed, so that the table does not list the attempted names. */
  private hash(tried: string): Buffer {
    return createHmac('sha256', this.key).update(tried).digest();
  }
}

/** Seconds to wait after this number of failures. */
export const waitSecondsAfter = (failures: number): number =>
  failures <= MAX_FREE_FAILURES
    ? 0
    : Math.min(FIRST_WAIT_SECONDS * 2 ** (failures - MAX_FREE_FAILURES - 1), MAX_WAIT_SECONDS);

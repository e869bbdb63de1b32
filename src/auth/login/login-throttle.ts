import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';

const MAX_FREE_FAILURES = 5;
const FIRST_WAIT_SECONDS = 5;
const MAX_WAIT_SECONDS = 15 * 60;
/** An hour without a guess resets the count. */
export const IS_FORGOTTEN = `last_at <= now() - interval '1 hour'`;
/** Seconds to wait after the last guess. The exponent has a bound, so that the power stays a number. */
const WAIT_SECONDS = `CASE WHEN f.failures <= ${MAX_FREE_FAILURES} THEN 0 ELSE
  least(${FIRST_WAIT_SECONDS} * 2 ^ least(f.failures - ${MAX_FREE_FAILURES} - 1, 20), ${MAX_WAIT_SECONDS}) END`;
const SECONDS_LEFT = `(${WAIT_SECONDS}) - extract(epoch FROM now() - f.last_at)`;

/**
 * Slows down guessing without locking accounts (OWASP ASVS 5, 6.3.1): five wrong passwords are free, then each doubles
 * the wait, up to fifteen minutes. A guess counts before its password is compared, so that guesses that come at once
 * count as much as successive ones. Names that do not exist count the same. A browser that the owner has signed in on
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

  /**
   * Counts a guess, which is the caller's to compare. A refused guess does not count.
   * @param tried what is guessed at; one account is one, whichever of its names was typed
   * @throws Problem `too_many_requests` with the seconds to wait
   */
  async takeGuess(tried: string): Promise<void> {
    const hash = this.hash(tried);
    const [taken] = await this.database.query(
      `INSERT INTO login_failures AS f (tried, failures) VALUES ($1, 1)
       ON CONFLICT (tried) DO UPDATE SET last_at = now(),
         failures = CASE WHEN f.${IS_FORGOTTEN} THEN 1 ELSE f.failures + 1 END
       WHERE f.${IS_FORGOTTEN} OR ${SECONDS_LEFT} <= 0
       RETURNING failures`,
      [hash],
    );
    if (taken) return;
    const [row] = await this.database.query<{ seconds: number }>(
      `SELECT (${SECONDS_LEFT})::float8 AS seconds FROM login_failures f WHERE tried = $1`,
      [hash],
    );
    throw new Problem('too_many_requests', undefined, undefined, Math.max(1, Math.ceil(row?.seconds ?? 1)));
  }

  /** For a guess that could not be compared. */
  async giveBack(tried: string): Promise<void> {
    await this.database.query(`UPDATE login_failures SET failures = greatest(failures - 1, 0) WHERE tried = $1`, [
      this.hash(tried),
    ]);
  }

  /** The right password was given. */
  async reset(tried: string): Promise<void> {
    await this.database.query(`DELETE FROM login_failures WHERE tried = $1`, [this.hash(tried)]);
  }

  /** Hashed, so that the table does not list the attempted names. */
  private hash(tried: string): Buffer {
    return createHmac('sha256', this.key).update(tried).digest();
  }
}

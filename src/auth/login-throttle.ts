import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { Database } from '../common/database.ts';
import { Problem } from '../common/problem.ts';

const FREE = 5;
const FIRST_WAIT = 5;
const LONGEST_WAIT = 15 * 60;
/** An hour without a failure, and all is forgotten. */
const FORGET = '1 hour';

/**
 * Makes guessing slow without locking anybody out (OWASP ASVS 5, 6.3.1): five wrong passwords are free, then each
 * doubles the wait, up to fifteen minutes. Names that do not exist count the same. A browser that its owner has
 * signed in on before has a count of its own, so that a stranger's guesses do not keep them out.
 */
@Injectable()
export class LoginFailures {
  private readonly key: Buffer;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.key = config.key('login-failures');
  }

  /** @throws Problem `too_many_requests` while the last failures still cost time */
  async check(tried: string): Promise<void> {
    const [row] = await this.database.query<{ failures: number; ago: number }>(
      `SELECT failures, extract(epoch FROM now() - last_at)::float8 AS ago FROM login_failures
       WHERE tried = $1 AND last_at > now() - $2::interval`,
      [this.hash(tried), FORGET],
    );
    const wait = row ? waitAfter(row.failures) - row.ago : 0;
    if (wait > 0) throw new Problem('too_many_requests', undefined, undefined, Math.ceil(wait));
  }

  async count(tried: string): Promise<void> {
    await this.database.query(
      `INSERT INTO login_failures AS f (tried, failures) VALUES ($1, 1)
       ON CONFLICT (tried) DO UPDATE SET last_at = now(),
         failures = CASE WHEN f.last_at < now() - $2::interval THEN 1 ELSE f.failures + 1 END`,
      [this.hash(tried), FORGET],
    );
  }

  async forget(tried: string): Promise<void> {
    await this.database.query(`DELETE FROM login_failures WHERE tried = $1`, [this.hash(tried)]);
  }

  /** The table shall not be a list of names that were tried. */
  private hash(tried: string): Buffer {
    return createHmac('sha256', this.key).update(tried).digest();
  }
}

/** Seconds that so many failures cost. */
export const waitAfter = (failures: number): number =>
  failures <= FREE ? 0 : Math.min(FIRST_WAIT * 2 ** (failures - FREE - 1), LONGEST_WAIT);

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from './database/database.ts';

const LEASE_SECONDS = 15;
const RENEW_MS = 5_000;

/**
 * Leases of work that one process does at a time. A process that ends without giving its lease back, or is cut off from the
 * database, loses it after 15 seconds.
 */
@Injectable()
export class TaskLeases {
  constructor(private readonly database: Database) {}

  /** Does the work, unless another run holds the lease. @returns whether it was done */
  async alone(name: string, work: () => Promise<void>): Promise<boolean> {
    const owner = randomUUID();
    if (!(await this.acquire(name, owner))) return false;
    const renewal = setInterval(() => void this.renew(name, owner), RENEW_MS).unref();
    try {
      await work();
      return true;
    } finally {
      clearInterval(renewal);
      await this.release(name, owner);
    }
  }

  private async acquire(name: string, owner: string): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO task_leases (name, owner, until) VALUES ($1, $2, now() + interval '${LEASE_SECONDS} seconds')
       ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE task_leases.until <= now()
       RETURNING owner`,
      [name, owner],
    );
    return rows.length > 0;
  }

  /** A renewal that fails is made up for by the next one, or the lease ends: the work is safe to be done twice. */
  private async renew(name: string, owner: string): Promise<void> {
    await this.database
      .query(
        `UPDATE task_leases SET until = now() + interval '${LEASE_SECONDS} seconds' WHERE name = $1 AND owner = $2`,
        [name, owner],
      )
      .catch(() => undefined);
  }

  private async release(name: string, owner: string): Promise<void> {
    await this.database
      .query('UPDATE task_leases SET until = now() WHERE name = $1 AND owner = $2', [name, owner])
      .catch(() => undefined);
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';

/** Which failovers the database has been through. */
@Injectable()
export class FailoverLog {
  constructor(private readonly database: Database) {}

  /** When a process first met the newest history; null when the database has only had one, and while it does not answer. */
  async lastAt(): Promise<Date | null> {
    const [row] = await this.database
      .query<{ at: Date }>('SELECT max(since) AS at FROM histories HAVING count(*) > 1')
      .catch(() => []);
    return row?.at ?? null;
  }
}

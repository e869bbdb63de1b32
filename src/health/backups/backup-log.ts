import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { Retention } from '../../common/retention.ts';

/** The newest of each kind, by the clock of the database. */
export interface BackupSummary {
  lastAt: Date | null;
  lastAgeSeconds: number | null;
  /** Why the newest failed; null when it did not. */
  lastError: string | null;
  verifiedAt: Date | null;
  verifiedAgeSeconds: number | null;
  verificationError: string | null;
}

/** After this time a backup that has not ended is taken for dead, and a failed one is tried again. */
const RETRY_INTERVAL = '1 hour';

/** Which backups were made, and which of them were tried. */
@Injectable()
export class BackupLog {
  constructor(
    private readonly database: Database,
    retention: Retention,
  ) {
    retention.add({ table: 'backups', due: `started_at < now() - interval '400 days'` });
  }

  async summary(): Promise<BackupSummary> {
    const [summary] = await this.database.query<BackupSummary>(
      `WITH made AS (SELECT max(finished_at) AS at FROM backups),
         verified AS (SELECT max(verified_at) AS at FROM backups),
         newest AS (SELECT error FROM backups WHERE finished_at IS NOT NULL OR error IS NOT NULL ORDER BY started_at DESC LIMIT 1),
         tried AS (SELECT verification_error FROM backups
                   WHERE verified_at IS NOT NULL OR verification_error IS NOT NULL ORDER BY started_at DESC LIMIT 1)
       SELECT made.at AS "lastAt", extract(epoch FROM now() - made.at)::float8 AS "lastAgeSeconds",
         (SELECT error FROM newest) AS "lastError", verified.at AS "verifiedAt",
         extract(epoch FROM now() - verified.at)::float8 AS "verifiedAgeSeconds",
         (SELECT verification_error FROM tried) AS "verificationError"
       FROM made, verified`,
    );
    if (!summary) throw new Error('An aggregate has a row');
    return summary;
  }

  /** Undefined when the backup of this moment exists, or another process is at it. */
  async begin(dueAt: Date, location: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      `INSERT INTO backups AS b (due_at, location) VALUES ($1, $2)
       ON CONFLICT (due_at) DO UPDATE SET started_at = now(), location = excluded.location, error = NULL
         WHERE b.finished_at IS NULL AND b.started_at < now() - interval '${RETRY_INTERVAL}'
       RETURNING id`,
      [dueAt, location],
    );
    return row?.id;
  }

  async finish(id: string): Promise<void> {
    await this.database.query('UPDATE backups SET finished_at = now(), error = NULL WHERE id = $1', [id]);
  }

  async fail(id: string, error: string): Promise<void> {
    await this.database.query('UPDATE backups SET error = $2 WHERE id = $1', [id, error]);
  }

  async noteVerified(id: string): Promise<void> {
    await this.database.query('UPDATE backups SET verified_at = now(), verification_error = NULL WHERE id = $1', [id]);
  }

  async noteUnverified(id: string, error: string): Promise<void> {
    await this.database.query('UPDATE backups SET verification_error = $2 WHERE id = $1', [id, error]);
  }
}

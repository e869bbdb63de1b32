import { Injectable } from '@nestjs/common';
import { Database, type Tx, returning } from '../common/database/database.ts';
import { Retention } from '../common/retention.ts';
import { DataExportEntity, DataExportPartEntity } from './data-export.entity.ts';

/** A claimed export that is not ready after this time is claimed again. */
const ABANDONED_AFTER = '10 minutes';

/** A request that a process works on; the time, as PostgreSQL writes it, tells this claim from the next. */
export interface ExportClaim {
  userId: string;
  claimedAt: string;
}

@Injectable()
export class ExportsRepository {
  constructor(
    private readonly database: Database,
    retention: Retention,
  ) {
    retention.add({ table: 'data_exports', due: `ready_at < now() - interval '7 days'` });
  }

  private get manager() {
    return this.database.source.manager;
  }

  find(userId: string): Promise<DataExportEntity | null> {
    return this.manager.findOneBy(DataExportEntity, { userId });
  }

  /** Replaces an earlier request and its parts. The person's row is locked: of two requests at once the second would fail. */
  async replaceRequest(userId: string): Promise<DataExportEntity> {
    return this.database.transaction(async (tx) => {
      await tx.query(`SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE`, [userId]);
      await tx.delete(DataExportEntity, { userId });
      return tx.save(tx.create(DataExportEntity, { userId }));
    });
  }

  /** Claims the next request that no process works on; parts that a process left behind are deleted. */
  async claim(): Promise<ExportClaim | undefined> {
    return this.database.transaction(async (tx) => {
      const [row] = await returning<{ user_id: string; claimed: string }>(
        tx,
        `UPDATE data_exports SET claimed_at = clock_timestamp() WHERE user_id = (
           SELECT user_id FROM data_exports
           WHERE ready_at IS NULL AND (claimed_at IS NULL OR claimed_at < now() - $1::interval)
           ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING user_id, claimed_at::text AS claimed`,
        [ABANDONED_AFTER],
      );
      if (!row) return undefined;
      await tx.delete(DataExportPartEntity, { userId: row.user_id });
      return { userId: row.user_id, claimedAt: row.claimed };
    });
  }

  /**
   * Writes a part while the claim holds. The request's row is locked before the part, as by those who delete it:
   * otherwise the two would wait for each other.
   * @returns whether the claim holds: not after a new request, another claim or the deletion of the account
   */
  async writePart({ userId, claimedAt }: ExportClaim, part: number, content: string): Promise<boolean> {
    const written = await returning(
      this.manager,
      `INSERT INTO data_export_parts (user_id, part, content)
       SELECT user_id, $3, $4 FROM data_exports WHERE user_id = $1 AND claimed_at = $2::timestamptz FOR KEY SHARE
       RETURNING part`,
      [userId, claimedAt, part, content],
    );
    return written.length > 0;
  }

  /** Within a transaction of the caller. @returns whether the claim holds, see `writePart` */
  async markReady(tx: Tx, { userId, claimedAt }: ExportClaim): Promise<boolean> {
    const ready = await returning(
      tx,
      `UPDATE data_exports SET ready_at = now() WHERE user_id = $1 AND claimed_at = $2::timestamptz RETURNING user_id`,
      [userId, claimedAt],
    );
    return ready.length > 0;
  }

  async readPart(userId: string, part: number): Promise<string | undefined> {
    return (await this.manager.findOneBy(DataExportPartEntity, { userId, part }))?.content;
  }

  async remove(userId: string): Promise<void> {
    await this.manager.delete(DataExportEntity, { userId });
  }
}

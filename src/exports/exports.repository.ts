import { Injectable } from '@nestjs/common';
import { Database, returning } from '../common/database/database.ts';
import { DataExportEntity, DataExportPartEntity } from './data-export.entity.ts';

/** A claimed export that is not ready after this time is claimed again. */
const ABANDONED_AFTER = '10 minutes';

@Injectable()
export class ExportsRepository {
  constructor(private readonly database: Database) {}

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

  /** Claims the next request that no process works on. */
  async claim(): Promise<string | undefined> {
    const [row] = await returning<{ user_id: string }>(
      this.manager,
      `UPDATE data_exports SET claimed_at = now() WHERE user_id = (
         SELECT user_id FROM data_exports
         WHERE ready_at IS NULL AND (claimed_at IS NULL OR claimed_at < now() - $1::interval)
         ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING user_id`,
      [ABANDONED_AFTER],
    );
    return row?.user_id;
  }

  async writePart(userId: string, part: number, content: string): Promise<void> {
    await this.manager.upsert(DataExportPartEntity, { userId, part, content }, ['userId', 'part']);
  }

  async readPart(userId: string, part: number): Promise<string | undefined> {
    return (await this.manager.findOneBy(DataExportPartEntity, { userId, part }))?.content;
  }

  async remove(userId: string): Promise<void> {
    await this.manager.delete(DataExportEntity, { userId });
  }

  async removeExpired(): Promise<void> {
    await this.database.query(`DELETE FROM data_exports WHERE ready_at < now() - interval '7 days'`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { createIndex, updateInBatches } from '../src/common/database/online-migration.ts';

/** Uploads that were begun and have not ended, so that each node counts them; and what is known of a file's content. */
export class Files1763755412000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, () => this.addColumns(runner));
    // A forwarded message shares the stored files of the original; the last row that goes takes them along.
    await createIndex(runner, { name: 'attachments_key', on: 'ON attachments (key)' });
    await createIndex(runner, { name: 'attachments_thumbnail_key', on: 'ON attachments (thumbnail_key)' });
    const animated = { set: 'animated = true', where: `mime = 'image/gif' AND NOT animated` };
    await updateInBatches(runner, { table: 'attachments', ...animated });
    await runner.query(`
      CREATE UNLOGGED TABLE IF NOT EXISTS begun_uploads (
        id text CONSTRAINT begun_uploads_pkey PRIMARY KEY,
        uploader_id uuid NOT NULL,
        is_guest boolean NOT NULL,
        size bigint NOT NULL,
        moved_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      )`);
    await createIndex(runner, { name: 'begun_uploads_uploader', on: 'ON begun_uploads (uploader_id)' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX attachments_key, attachments_thumbnail_key`);
    await runner.query(`DROP TABLE begun_uploads`);
    await runner.query(`ALTER TABLE attachments DROP COLUMN animated, DROP COLUMN inspected`);
  }

  private async addColumns(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE attachments
        ADD COLUMN IF NOT EXISTS animated boolean NOT NULL DEFAULT false,
        ADD COLUMN IF NOT EXISTS inspected boolean NOT NULL DEFAULT true`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { addForeignKey, createIndex, dropIndex } from '../src/common/database/online-migration.ts';

/** When a thread was resolved, and by whom. */
export class ThreadResolution1763780800201 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE threads ADD COLUMN IF NOT EXISTS resolved_at timestamptz,
        ADD COLUMN IF NOT EXISTS resolved_by uuid`);
    });
    await addForeignKey(runner, {
      table: 'threads',
      name: 'threads_resolved_by_fkey',
      definition: 'FOREIGN KEY (resolved_by) REFERENCES users (id) ON DELETE SET NULL',
    });
    await createIndex(runner, {
      name: 'threads_resolved_by',
      on: 'ON threads (resolved_by) WHERE resolved_by IS NOT NULL',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'threads_resolved_by');
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE threads DROP COLUMN IF EXISTS resolved_at, DROP COLUMN IF EXISTS resolved_by`);
    });
  }
}

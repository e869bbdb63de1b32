import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/common/database/online-migration.ts';

/** Notices and tombstones are not counted as unread. Messages that are sent do not touch this index. */
export class UncountedMessages1763760833606 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const on = `ON messages (room_id, seq) WHERE kind = 'system' OR deleted_at IS NOT NULL`;
    await createIndex(runner, { name: 'messages_uncounted', on });
    await dropIndex(runner, 'messages_notices');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX messages_notices ON messages (room_id, seq) WHERE kind = 'system'`);
    await runner.query(`DROP INDEX messages_uncounted`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { repeatInBatches } from '../src/common/database/online-migration.ts';

/** Which direct rooms a member has opened: until something is written, the other has none in the list. */
export class OpenedRooms1763760833404 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE room_members ADD COLUMN IF NOT EXISTS opened boolean NOT NULL DEFAULT true`);
    });
    await repeatInBatches(
      runner,
      `UPDATE room_members SET opened = false WHERE (room_id, user_id) IN (
         SELECT m.room_id, m.user_id FROM room_members m JOIN rooms r ON r.id = m.room_id JOIN room_head h ON h.room_id = r.id
         WHERE m.opened AND r.kind = 'direct' AND h.last_seq = 0 AND r.created_by IS DISTINCT FROM m.user_id LIMIT $1)
       RETURNING 1`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE room_members DROP COLUMN opened`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which direct rooms a member has opened: until something is written, the other has none in the list. */
export class OpenedRooms1763760833404 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE room_members ADD COLUMN opened boolean NOT NULL DEFAULT true`);
    await runner.query(`
      UPDATE room_members m SET opened = false FROM rooms r JOIN room_head h ON h.room_id = r.id
      WHERE r.id = m.room_id AND r.kind = 'direct' AND h.last_seq = 0 AND r.created_by IS DISTINCT FROM m.user_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE room_members DROP COLUMN opened`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mutes beside the memberships, so that leaving a room does not end them. */
export class Mutes1763760833202 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE room_mutes (
        room_id uuid CONSTRAINT room_mutes_room_id_fkey REFERENCES rooms ON DELETE CASCADE,
        user_id uuid CONSTRAINT room_mutes_user_id_fkey REFERENCES users ON DELETE CASCADE,
        muted_until timestamptz NOT NULL,
        muted_by uuid CONSTRAINT room_mutes_muted_by_fkey REFERENCES users ON DELETE SET NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT room_mutes_pkey PRIMARY KEY (room_id, user_id)
      )`);
    await runner.query(`
      INSERT INTO room_mutes (room_id, user_id, muted_until)
      SELECT room_id, user_id, muted_until FROM room_members WHERE muted_until > now()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE room_mutes`);
  }
}

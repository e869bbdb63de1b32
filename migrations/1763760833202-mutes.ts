import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** Mutes beside the memberships, so that leaving a room does not end them. */
export class Mutes1763760833202 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, () => this.createTable(runner));
    await runner.query(`
      INSERT INTO room_mutes (room_id, user_id, muted_until)
      SELECT room_id, user_id, muted_until FROM room_members WHERE muted_until > now() ON CONFLICT DO NOTHING`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE room_mutes`);
  }

  private async createTable(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS room_mutes (
        room_id uuid CONSTRAINT room_mutes_room_id_fkey REFERENCES rooms ON DELETE CASCADE,
        user_id uuid CONSTRAINT room_mutes_user_id_fkey REFERENCES users ON DELETE CASCADE,
        muted_until timestamptz NOT NULL,
        muted_by uuid CONSTRAINT room_mutes_muted_by_fkey REFERENCES users ON DELETE SET NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT room_mutes_pkey PRIMARY KEY (room_id, user_id)
      )`);
  }
}

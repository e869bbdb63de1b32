import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** How people went who were in a room before, which decides who may add them again. Filled from the notices until now. */
export class Departures1763760833303 implements MigrationInterface {
  readonly transaction = false;

  /** The table refers to rooms and people, which may not change while it is made: it is filled after that. */
  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, () => this.createTable(runner));
    await runner.query(`
      INSERT INTO room_departures (room_id, user_id, left_by_choice, removed, created_at)
      SELECT n.room_id, u.id, (array_agg(n.system ->> 'event' ORDER BY n.seq DESC))[1] = 'member_left',
             bool_or(n.system ->> 'event' <> 'member_left'), max(n.created_at)
      FROM messages n JOIN users u ON u.id::text = n.system ->> 'userId'
      WHERE n.kind = 'system' AND n.system ->> 'event' IN ('member_left', 'member_kicked', 'member_banned')
      GROUP BY n.room_id, u.id ON CONFLICT DO NOTHING`);
    await runner.query(`
      INSERT INTO room_departures (room_id, user_id, removed) SELECT room_id, user_id, true FROM room_bans
      ON CONFLICT (room_id, user_id) DO UPDATE SET removed = true`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE room_departures`);
  }

  private async createTable(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS room_departures (
        room_id uuid CONSTRAINT room_departures_room_id_fkey REFERENCES rooms ON DELETE CASCADE,
        user_id uuid CONSTRAINT room_departures_user_id_fkey REFERENCES users ON DELETE CASCADE,
        left_by_choice boolean NOT NULL DEFAULT false,
        removed boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT room_departures_pkey PRIMARY KEY (room_id, user_id)
      )`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has left a room or was removed from it: others do not add them again. Filled from the notices until now. */
export class Departures1763760509303 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE room_departures (
        room_id uuid CONSTRAINT room_departures_room_id_fkey REFERENCES rooms ON DELETE CASCADE,
        user_id uuid CONSTRAINT room_departures_user_id_fkey REFERENCES users ON DELETE CASCADE,
        removed boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT room_departures_pkey PRIMARY KEY (room_id, user_id)
      )`);
    await runner.query(`
      INSERT INTO room_departures (room_id, user_id, removed, created_at)
      SELECT n.room_id, u.id, bool_or(n.system ->> 'event' <> 'member_left'), max(n.created_at)
      FROM messages n JOIN users u ON u.id::text = n.system ->> 'userId'
      WHERE n.kind = 'system' AND n.system ->> 'event' IN ('member_left', 'member_kicked', 'member_banned')
      GROUP BY n.room_id, u.id`);
    await runner.query(`
      INSERT INTO room_departures (room_id, user_id, removed) SELECT room_id, user_id, true FROM room_bans
      ON CONFLICT (room_id, user_id) DO UPDATE SET removed = true`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE room_departures`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A page of members, in the order of joining, sorted all members of the room: its cursor holds milliseconds, the table
 * held microseconds. With milliseconds in both, the page comes from an index.
 */
export class MemberOrder1763750500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE room_members ALTER COLUMN joined_at TYPE timestamptz(3)`);
    await runner.query(`CREATE INDEX room_members_joined ON room_members (room_id, joined_at, user_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX room_members_joined`);
    await runner.query(`ALTER TABLE room_members ALTER COLUMN joined_at TYPE timestamptz`);
  }
}

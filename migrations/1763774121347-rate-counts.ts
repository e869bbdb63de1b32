import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Uses of the limits of sign-in without Redis. Unlogged: a count lives for an hour or a day, and no backup shall hold it. */
export class RateCounts1763774121347 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE rate_counts (
        key bytea PRIMARY KEY,
        uses integer NOT NULL,
        ends_at timestamptz NOT NULL,
        blocked_until timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE rate_counts`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The histories that this database has had: a failover to a standby may lack what the primary had acknowledged. A change of
 * a message is told apart from another one that took its revision. Adding both takes no longer with more messages.
 */
export class Histories1763770153911 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE histories (
        generation integer PRIMARY KEY,
        system_identifier text NOT NULL,
        timeline bigint NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT histories_name UNIQUE (system_identifier, timeline)
      )`);
    await runner.query(`ALTER TABLE messages ADD COLUMN change_token integer`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messages DROP COLUMN change_token`);
    await runner.query(`DROP TABLE histories`);
  }
}

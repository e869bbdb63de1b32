import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was decided about notifying whom of which message. Unlogged: it costs no write-ahead log, no backup holds it, and a
 * crash of the database forgets it. Without foreign keys: the rows go after two weeks, and with their person.
 */
export class AttentionLog1763778014922 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE attention_log (
        message_id uuid NOT NULL,
        user_id uuid NOT NULL,
        channel text NOT NULL,
        at timestamptz NOT NULL,
        outcome text NOT NULL,
        kind text,
        reason text NOT NULL,
        CONSTRAINT attention_log_pkey PRIMARY KEY (message_id, user_id, channel))`);
    await runner.query(`CREATE INDEX attention_log_user ON attention_log (user_id, at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE attention_log`);
  }
}

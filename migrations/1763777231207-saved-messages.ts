import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages that people have saved for later, each with a note and a reminder where they wish. */
export class SavedMessages1763777231207 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE saved_messages (
        user_id uuid NOT NULL,
        message_id uuid NOT NULL,
        room_id uuid NOT NULL,
        state text NOT NULL,
        note text NOT NULL,
        remind_at timestamptz,
        reminded_at timestamptz,
        reminded_revision bigint,
        mailed_at timestamptz,
        saved_at timestamptz NOT NULL,
        CONSTRAINT saved_messages_pkey PRIMARY KEY (user_id, message_id),
        CONSTRAINT saved_messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES person_head (user_id) ON DELETE CASCADE)`);
    await runner.query(`
      CREATE INDEX saved_messages_due ON saved_messages (remind_at)
      WHERE remind_at IS NOT NULL AND reminded_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE saved_messages`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages that are to be sent later. A row goes once its message is sent. */
export class ScheduledMessages1763780100933 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE scheduled_messages (
        user_id uuid NOT NULL,
        id uuid NOT NULL,
        room_id uuid NOT NULL,
        body text NOT NULL,
        reply_to_id uuid,
        attachment_ids uuid[] NOT NULL,
        send_at timestamptz NOT NULL,
        state text NOT NULL,
        problem text,
        failed_at timestamptz,
        failed_revision bigint,
        claim uuid,
        not_before timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT scheduled_messages_pkey PRIMARY KEY (user_id, id),
        CONSTRAINT scheduled_messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES person_head (user_id) ON DELETE CASCADE)`);
    await runner.query(`CREATE INDEX scheduled_messages_due ON scheduled_messages (send_at) WHERE state = 'waiting'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE scheduled_messages`);
  }
}

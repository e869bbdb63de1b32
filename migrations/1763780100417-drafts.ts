import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people have begun to write, on all their devices. A sent or discarded draft stays for a while as a tombstone. */
export class Drafts1763780100417 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE drafts (
        user_id uuid NOT NULL,
        id uuid NOT NULL,
        room_id uuid NOT NULL,
        thread_id uuid,
        edit_of uuid,
        body text NOT NULL,
        reply_to_id uuid,
        attachment_ids uuid[] NOT NULL,
        version bigint NOT NULL,
        updated_at timestamptz NOT NULL,
        deleted_at timestamptz,
        CONSTRAINT drafts_pkey PRIMARY KEY (user_id, id),
        CONSTRAINT drafts_user_id_fkey FOREIGN KEY (user_id) REFERENCES person_head (user_id) ON DELETE CASCADE)`);
    await runner.query(`CREATE INDEX drafts_gone ON drafts (deleted_at) WHERE deleted_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE drafts`);
  }
}

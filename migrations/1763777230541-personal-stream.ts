import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What only its owner sees, on all their devices: one revision for each person, and what has changed at which of them. */
export class PersonalStream1763777230541 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE person_head (
        user_id uuid NOT NULL,
        revision bigint NOT NULL,
        epoch integer NOT NULL,
        forgotten_revision bigint NOT NULL DEFAULT 0,
        CONSTRAINT person_head_pkey PRIMARY KEY (user_id),
        CONSTRAINT person_head_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
    await runner.query(`
      CREATE TABLE personal_changes (
        user_id uuid NOT NULL,
        kind text NOT NULL,
        item_id uuid NOT NULL,
        revision bigint NOT NULL,
        changed_at timestamptz NOT NULL,
        gone_at timestamptz,
        CONSTRAINT personal_changes_pkey PRIMARY KEY (user_id, kind, item_id),
        CONSTRAINT personal_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES person_head (user_id) ON DELETE CASCADE)`);
    await runner.query(`CREATE INDEX personal_changes_revision ON personal_changes (user_id, revision)`);
    await runner.query(`CREATE INDEX personal_changes_recent ON personal_changes (changed_at)`);
    await runner.query(`CREATE INDEX personal_changes_gone ON personal_changes (gone_at) WHERE gone_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE personal_changes`);
    await runner.query(`DROP TABLE person_head`);
  }
}

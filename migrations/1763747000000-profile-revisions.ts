import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders copies of a profile, which reach a client in messages, pages and events in any order. */
export class ProfileRevisions1763747000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD COLUMN profile_revision integer NOT NULL DEFAULT 0`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION users_note_profile_change() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        NEW.profile_changed_at := clock_timestamp();
        NEW.profile_revision := OLD.profile_revision + 1;
        RETURN NEW;
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION users_note_profile_change() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.profile_changed_at := clock_timestamp(); RETURN NEW; END $$`);
    await runner.query(`ALTER TABLE users DROP COLUMN profile_revision`);
  }
}

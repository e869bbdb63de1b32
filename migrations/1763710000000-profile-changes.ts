import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the public profile of a user last changed: clients that were offline get it again. */
export class ProfileChanges1763710000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD COLUMN profile_changed_at timestamptz`);
    await runner.query(
      `CREATE INDEX users_profile_changed ON users (profile_changed_at) WHERE profile_changed_at IS NOT NULL`,
    );
    // A trigger, because names and roles change in several places and none may omit it.
    await runner.query(`
      CREATE FUNCTION users_note_profile_change() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.profile_changed_at := clock_timestamp(); RETURN NEW; END $$`);
    await runner.query(`
      CREATE TRIGGER users_profile_changed BEFORE UPDATE ON users FOR EACH ROW
      WHEN ((OLD.username, OLD.display_name, OLD.role) IS DISTINCT FROM (NEW.username, NEW.display_name, NEW.role))
      EXECUTE FUNCTION users_note_profile_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER users_profile_changed ON users`);
    await runner.query(`DROP FUNCTION users_note_profile_change`);
    await runner.query(`ALTER TABLE users DROP COLUMN profile_changed_at`);
  }
}

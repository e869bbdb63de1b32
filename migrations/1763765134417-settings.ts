import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Settings of the server that administrators have changed: what is not there has its default. */
export class Settings1763765134417 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE settings (
        key text PRIMARY KEY,
        value jsonb NOT NULL,
        changed_by uuid CONSTRAINT settings_changed_by_fkey REFERENCES users ON DELETE SET NULL,
        changed_at timestamptz NOT NULL DEFAULT now()
      )`);
    // As for avatars: the files of a logo that is replaced or taken away are removed.
    await runner.query(`
      CREATE FUNCTION settings_discard_logo() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        INSERT INTO discarded_files (key) SELECT (OLD.value #>> '{}') || size FROM unnest(ARRAY['-256', '-64']) AS size
        WHERE jsonb_typeof(OLD.value) = 'string' ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER settings_logo_deleted AFTER DELETE ON settings FOR EACH ROW
      WHEN (OLD.key = 'logo') EXECUTE FUNCTION settings_discard_logo()`);
    await runner.query(`
      CREATE TRIGGER settings_logo_replaced AFTER UPDATE OF value ON settings FOR EACH ROW
      WHEN (OLD.key = 'logo' AND OLD.value IS DISTINCT FROM NEW.value) EXECUTE FUNCTION settings_discard_logo()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE settings`);
    await runner.query(`DROP FUNCTION settings_discard_logo`);
  }
}

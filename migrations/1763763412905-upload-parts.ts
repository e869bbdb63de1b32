import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Parts of resumable uploads lie in the storage that all nodes share, and are discarded with the upload. They are listed
 * as discarded from the start, with the time at which the upload is forgotten.
 */
export class UploadParts1763763412905 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE begun_uploads
        ADD COLUMN length integer,
        ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN arrived integer NOT NULL DEFAULT 0,
        ADD COLUMN part_keys text[] NOT NULL DEFAULT '{}'`);
    await runner.query(`
      CREATE FUNCTION begun_uploads_discard_parts() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        UPDATE discarded_files SET due_at = now() WHERE key = ANY(OLD.part_keys);
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER begun_uploads_discard_parts AFTER DELETE ON begun_uploads
      FOR EACH ROW WHEN (OLD.part_keys <> '{}') EXECUTE FUNCTION begun_uploads_discard_parts()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER begun_uploads_discard_parts ON begun_uploads`);
    await runner.query(`DROP FUNCTION begun_uploads_discard_parts`);
    await runner.query(`
      ALTER TABLE begun_uploads
        DROP COLUMN length, DROP COLUMN metadata, DROP COLUMN arrived, DROP COLUMN part_keys`);
  }
}

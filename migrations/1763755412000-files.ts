import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Uploads that were begun and have not ended, so that each node counts them; and what is known of a file's content. */
export class Files1763755412000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE attachments
        ADD COLUMN animated boolean NOT NULL DEFAULT false,
        ADD COLUMN inspected boolean NOT NULL DEFAULT true`);
    // A forwarded message shares the stored files of the original; the last row that goes takes them along.
    await runner.query(`CREATE INDEX attachments_key ON attachments (key)`);
    await runner.query(`CREATE INDEX attachments_thumbnail_key ON attachments (thumbnail_key)`);
    await runner.query(`UPDATE attachments SET animated = true WHERE mime = 'image/gif'`);
    await runner.query(`
      CREATE UNLOGGED TABLE begun_uploads (
        id text CONSTRAINT begun_uploads_pkey PRIMARY KEY,
        uploader_id uuid NOT NULL,
        is_guest boolean NOT NULL,
        size bigint NOT NULL,
        moved_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX begun_uploads_uploader ON begun_uploads (uploader_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX attachments_key, attachments_thumbnail_key`);
    await runner.query(`DROP TABLE begun_uploads`);
    await runner.query(`ALTER TABLE attachments DROP COLUMN animated, DROP COLUMN inspected`);
  }
}

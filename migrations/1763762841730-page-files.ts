import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of the pages of all versions that run, so that each node has those of the others. */
export class PageFiles1763762841730 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE page_files (
        path text CONSTRAINT page_files_pkey PRIMARY KEY,
        content bytea NOT NULL,
        seen_at timestamptz NOT NULL DEFAULT now()
      )`);
    // It is compressed already.
    await runner.query(`ALTER TABLE page_files ALTER content SET STORAGE EXTERNAL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE page_files`);
  }
}

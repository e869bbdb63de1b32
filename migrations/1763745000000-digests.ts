import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Digest mails about missed messages: the time up to which they are written, and their headers. */
export class Digests1763745000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE mails ADD COLUMN headers jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`CREATE TABLE digest_cursor (id integer PRIMARY KEY, reached timestamptz NOT NULL)`);
    await runner.query(`INSERT INTO digest_cursor VALUES (1, now())`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE digest_cursor`);
    await runner.query(`ALTER TABLE mails DROP COLUMN headers`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of the earlier texts of a message the first and the 99 newest others are kept. */
export class KeptEdits1763760833505 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM message_edits e USING (
        SELECT message_id, revision, row_number() OVER (PARTITION BY message_id ORDER BY revision) AS first,
               row_number() OVER (PARTITION BY message_id ORDER BY revision DESC) AS last
        FROM message_edits) place
      WHERE e.message_id = place.message_id AND e.revision = place.revision AND place.first > 1 AND place.last > 99`);
  }

  /** What was dropped cannot come back. */
  async down(): Promise<void> {
    await Promise.resolve();
  }
}

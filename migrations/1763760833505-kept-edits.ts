import type { MigrationInterface, QueryRunner } from 'typeorm';
import { repeatInBatches } from '../src/common/database/online-migration.ts';

/** Of the earlier texts of a message the first and the 99 newest others are kept. */
export class KeptEdits1763760833505 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await repeatInBatches(
      runner,
      `DELETE FROM message_edits WHERE (message_id, revision) IN (
         SELECT message_id, revision FROM (
           SELECT message_id, revision, row_number() OVER (PARTITION BY message_id ORDER BY revision) AS first,
                  row_number() OVER (PARTITION BY message_id ORDER BY revision DESC) AS last
           FROM message_edits) place
         WHERE first > 1 AND last > 99 LIMIT $1)
       RETURNING 1`,
    );
  }

  /** What was dropped cannot come back. */
  async down(): Promise<void> {
    await Promise.resolve();
  }
}

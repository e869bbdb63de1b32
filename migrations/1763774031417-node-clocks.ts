import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the clock of a process is ahead of the database's, in milliseconds; null for a version that does not tell. */
export class NodeClocks1763774031417 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE nodes ADD clock_skew integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE nodes DROP clock_skew');
  }
}

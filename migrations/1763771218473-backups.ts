import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Backups that were made, by the schedule or by a command, and whether they were tried. */
export class Backups1763771218473 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE backups (
        id uuid CONSTRAINT backups_pkey PRIMARY KEY DEFAULT uuidv7(),
        due_at timestamptz CONSTRAINT backups_due UNIQUE,
        location text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        error text,
        verified_at timestamptz,
        verification_error text
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE backups`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rounds that one process makes at a time: by a row, since a pooler gives a session, and its locks, to several in turn. */
export class TaskLeases1763771637427 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE task_leases (
        name text PRIMARY KEY,
        owner uuid NOT NULL,
        until timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE task_leases`);
  }
}

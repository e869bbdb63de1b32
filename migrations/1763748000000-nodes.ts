import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The status reports of running processes, for administrators. Unlogged: worthless after a restart. */
export class Nodes1763748000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE nodes (
        id uuid PRIMARY KEY,
        host text NOT NULL,
        kind text NOT NULL,
        version text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(),
        loop_lag integer NOT NULL,
        sockets integer NOT NULL,
        lease_fresh boolean NOT NULL,
        redis_healthy boolean NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE nodes`);
  }
}

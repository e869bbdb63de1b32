import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** Calls that members of a room have started: at most one of a room is open. */
export class Calls1763780800400 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS calls (
          id uuid NOT NULL DEFAULT uuidv7(),
          room_id uuid NOT NULL,
          started_by uuid,
          started_at timestamptz NOT NULL,
          rang_at timestamptz NOT NULL,
          ends_at timestamptz NOT NULL,
          ended_at timestamptz,
          CONSTRAINT calls_pkey PRIMARY KEY (id),
          CONSTRAINT calls_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE,
          CONSTRAINT calls_started_by_fkey FOREIGN KEY (started_by) REFERENCES users (id) ON DELETE SET NULL)`);
      await runner.query(`CREATE UNIQUE INDEX IF NOT EXISTS calls_open ON calls (room_id) WHERE ended_at IS NULL`);
      await runner.query(`CREATE INDEX IF NOT EXISTS calls_room ON calls (room_id)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS calls_started ON calls (started_by) WHERE started_by IS NOT NULL`);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`DROP TABLE calls`);
    });
  }
}

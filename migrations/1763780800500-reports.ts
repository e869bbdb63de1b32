import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** Messages that people have reported, as they were then, and what was decided. */
export class Reports1763780800500 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS reports (
          id uuid NOT NULL DEFAULT uuidv7(),
          message_id uuid NOT NULL,
          room_id uuid NOT NULL,
          author_id uuid NOT NULL,
          reporter_id uuid NOT NULL,
          reason text NOT NULL,
          note text NOT NULL,
          snapshot jsonb NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          decision text,
          decided_by uuid,
          decided_at timestamptz,
          CONSTRAINT reports_pkey PRIMARY KEY (id),
          CONSTRAINT reports_message_id_reporter_id_key UNIQUE (message_id, reporter_id),
          CONSTRAINT reports_reason_check CHECK (reason IN ('spam', 'abuse', 'private_data', 'other')),
          CONSTRAINT reports_decision_check CHECK (decision IN ('kept', 'removed', 'dismissed'))
        )`);
      await runner.query(`CREATE INDEX IF NOT EXISTS reports_room ON reports (room_id, id)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS reports_open ON reports (room_id) WHERE decided_at IS NULL`);
      await runner.query(`CREATE INDEX IF NOT EXISTS reports_reporter ON reports (reporter_id)`);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE IF EXISTS reports`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { createIndex, dropIndex } from '../src/common/database/online-migration.ts';

/** Messages that hold a keyword of a person, and up to which message of a room keywords were looked for. */
export class Keywords1763778027644 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS keyword_hits (
          room_id uuid NOT NULL,
          user_id uuid NOT NULL,
          seq bigint NOT NULL,
          message_id uuid NOT NULL,
          found_at timestamptz NOT NULL DEFAULT now(),
          CONSTRAINT keyword_hits_pkey PRIMARY KEY (room_id, user_id, seq))`);
      await runner.query(`CREATE INDEX IF NOT EXISTS keyword_hits_user ON keyword_hits (user_id)`);
      await runner.query(`
        CREATE TABLE IF NOT EXISTS keyword_marks (
          room_id uuid NOT NULL,
          seq bigint NOT NULL,
          CONSTRAINT keyword_marks_pkey PRIMARY KEY (room_id))`);
    });
    await createIndex(runner, { name: 'users_keywords', on: `ON users (id) WHERE preferences ? 'keywords'` });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'users_keywords');
    await withShortLocks(runner, async () => {
      await runner.query(`DROP TABLE keyword_marks`);
      await runner.query(`DROP TABLE keyword_hits`);
    });
  }
}

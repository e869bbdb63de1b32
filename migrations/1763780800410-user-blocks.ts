import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** Whom people have blocked. */
export class UserBlocks1763780800410 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS user_blocks (
          user_id uuid NOT NULL,
          blocked_id uuid NOT NULL,
          blocked_at timestamptz NOT NULL DEFAULT now(),
          CONSTRAINT user_blocks_pkey PRIMARY KEY (user_id, blocked_id),
          CONSTRAINT user_blocks_user_id_fkey FOREIGN KEY (user_id) REFERENCES person_head (user_id) ON DELETE CASCADE,
          CONSTRAINT user_blocks_blocked_id_fkey FOREIGN KEY (blocked_id) REFERENCES users (id) ON DELETE CASCADE)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS user_blocks_blocked ON user_blocks (blocked_id, user_id)`);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`DROP TABLE user_blocks`);
    });
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** Groups of people with a handle of their own, and the groups that a message mentions, as they were called then. */
export class UserGroups1763780800100 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS user_groups (
          id uuid PRIMARY KEY DEFAULT uuidv7(),
          handle text NOT NULL,
          handle_key text NOT NULL CONSTRAINT user_groups_handle_key_key UNIQUE,
          handle_skeleton text NOT NULL CONSTRAINT user_groups_handle_skeleton_key UNIQUE,
          name text NOT NULL,
          description text NOT NULL DEFAULT '',
          mention_by text NOT NULL DEFAULT 'member',
          created_at timestamptz NOT NULL DEFAULT now(),
          CONSTRAINT user_groups_mention_by_check CHECK (mention_by IN ('member', 'moderator', 'admin'))
        )`);
      await runner.query(`
        CREATE TABLE IF NOT EXISTS user_group_members (
          group_id uuid NOT NULL,
          user_id uuid NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          CONSTRAINT user_group_members_pkey PRIMARY KEY (group_id, user_id),
          CONSTRAINT user_group_members_group_id_fkey FOREIGN KEY (group_id) REFERENCES user_groups (id) ON DELETE CASCADE,
          CONSTRAINT user_group_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        )`);
      await runner.query(`CREATE INDEX IF NOT EXISTS user_group_members_user ON user_group_members (user_id)`);
    });
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE messages ADD COLUMN IF NOT EXISTS mentioned_groups jsonb`);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE messages DROP COLUMN IF EXISTS mentioned_groups`);
    });
    await runner.query(`DROP TABLE IF EXISTS user_group_members`);
    await runner.query(`DROP TABLE IF EXISTS user_groups`);
  }
}

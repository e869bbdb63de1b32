import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** Emoji that people add to their server, and every name that each has had. */
export class CustomEmoji1763780800450 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS custom_emoji (
          id uuid NOT NULL DEFAULT uuidv7(),
          name text NOT NULL,
          key text NOT NULL,
          animated boolean NOT NULL,
          created_by uuid,
          created_at timestamptz NOT NULL DEFAULT now(),
          disabled_at timestamptz,
          revision bigint NOT NULL,
          CONSTRAINT custom_emoji_pkey PRIMARY KEY (id),
          CONSTRAINT custom_emoji_name_check CHECK (name ~ '^[a-z0-9_-]{2,32}$'),
          CONSTRAINT custom_emoji_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL)`);
      await runner.query(`
        CREATE TABLE IF NOT EXISTS custom_emoji_names (
          name text NOT NULL,
          emoji_id uuid NOT NULL,
          added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          CONSTRAINT custom_emoji_names_pkey PRIMARY KEY (name),
          CONSTRAINT custom_emoji_names_name_check CHECK (name ~ '^[a-z0-9_-]{2,32}$'),
          CONSTRAINT custom_emoji_names_emoji_id_fkey FOREIGN KEY (emoji_id) REFERENCES custom_emoji (id) ON DELETE CASCADE)`);
      await runner.query(
        `CREATE INDEX IF NOT EXISTS custom_emoji_created ON custom_emoji (created_by) WHERE created_by IS NOT NULL`,
      );
      await runner.query(`CREATE INDEX IF NOT EXISTS custom_emoji_names_emoji ON custom_emoji_names (emoji_id)`);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`DROP TABLE custom_emoji_names`);
      await runner.query(`DROP TABLE custom_emoji`);
    });
  }
}

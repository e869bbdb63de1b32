import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { createIndex, dropIndex } from '../src/common/database/online-migration.ts';

/** Polls: what a message asks, the options to choose from, and who has chosen which. */
export class Polls1763780600000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS polls (
          message_id uuid NOT NULL,
          most smallint NOT NULL,
          names text NOT NULL,
          results text NOT NULL,
          adding boolean NOT NULL,
          closes_at timestamptz,
          closed_at timestamptz,
          CONSTRAINT polls_pkey PRIMARY KEY (message_id),
          CONSTRAINT polls_names_check CHECK (names IN ('shown', 'hidden')),
          CONSTRAINT polls_results_check CHECK (results IN ('always', 'voted', 'closed')),
          CONSTRAINT polls_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE)`);
      await runner.query(`
        CREATE INDEX IF NOT EXISTS polls_due ON polls (closes_at) WHERE closes_at IS NOT NULL AND closed_at IS NULL`);
    });
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS poll_options (
          id uuid NOT NULL DEFAULT uuidv7(),
          message_id uuid NOT NULL,
          position smallint NOT NULL,
          text text NOT NULL,
          added_by uuid,
          CONSTRAINT poll_options_pkey PRIMARY KEY (id),
          CONSTRAINT poll_options_position UNIQUE (message_id, position),
          CONSTRAINT poll_options_message_id_fkey FOREIGN KEY (message_id) REFERENCES polls (message_id) ON DELETE CASCADE,
          CONSTRAINT poll_options_added_by_fkey FOREIGN KEY (added_by) REFERENCES users (id) ON DELETE SET NULL)`);
    });
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS poll_votes (
          message_id uuid NOT NULL,
          user_id uuid NOT NULL,
          option_id uuid NOT NULL,
          voted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          CONSTRAINT poll_votes_pkey PRIMARY KEY (message_id, user_id, option_id),
          CONSTRAINT poll_votes_message_id_fkey FOREIGN KEY (message_id) REFERENCES polls (message_id) ON DELETE CASCADE,
          CONSTRAINT poll_votes_option_id_fkey FOREIGN KEY (option_id) REFERENCES poll_options (id) ON DELETE CASCADE,
          CONSTRAINT poll_votes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
    });
    await createIndex(runner, {
      name: 'poll_options_text',
      on: `ON poll_options USING gin (folded(text) gin_trgm_ops)`,
    });
    await createIndex(runner, {
      name: 'poll_options_added',
      on: `ON poll_options (added_by) WHERE added_by IS NOT NULL`,
    });
    await createIndex(runner, { name: 'poll_votes_option', on: `ON poll_votes (option_id)` });
    await createIndex(runner, { name: 'poll_votes_user', on: `ON poll_votes (user_id)` });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['poll_votes_user', 'poll_votes_option', 'poll_options_added', 'poll_options_text'])
      await dropIndex(runner, name);
    await withShortLocks(runner, async () => {
      await runner.query(`DROP TABLE poll_votes`);
      await runner.query(`DROP TABLE poll_options`);
      await runner.query(`DROP TABLE polls`);
    });
  }
}

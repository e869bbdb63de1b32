import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { createIndex, dropIndex } from '../src/common/database/online-migration.ts';

/**
 * Replies that stay in their thread: they have a seq of the room, and are neither listed nor counted in it. How far its
 * followers have read a thread is kept beside it. All messages until now stand in the room, so nothing has to be filled;
 * messages that are sent to the room do not touch the index.
 */
export class ThreadReplies1763780800200 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE messages ADD COLUMN IF NOT EXISTS in_room boolean NOT NULL DEFAULT true`);
    });
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE thread_followers ADD COLUMN IF NOT EXISTS read_seq bigint NOT NULL DEFAULT 0`);
    });
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE scheduled_messages ADD COLUMN IF NOT EXISTS thread_id uuid,
        ADD COLUMN IF NOT EXISTS also_in_room boolean NOT NULL DEFAULT false`);
    });
    await withShortLocks(runner, () => this.markOwnRepliesRead(runner));
    const on = `ON messages (room_id, seq) WHERE kind = 'system' OR deleted_at IS NOT NULL OR NOT in_room`;
    await createIndex(runner, { name: 'messages_not_counted', on });
    await dropIndex(runner, 'messages_uncounted');
  }

  async down(runner: QueryRunner): Promise<void> {
    await createIndex(runner, {
      name: 'messages_uncounted',
      on: `ON messages (room_id, seq) WHERE kind = 'system' OR deleted_at IS NOT NULL`,
    });
    await dropIndex(runner, 'messages_not_counted');
    await withShortLocks(runner, () => this.followOnly(runner));
    await withShortLocks(runner, async () => {
      await runner.query(
        `ALTER TABLE scheduled_messages DROP COLUMN IF EXISTS thread_id, DROP COLUMN IF EXISTS also_in_room`,
      );
    });
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE messages DROP COLUMN IF EXISTS in_room`);
    });
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE thread_followers DROP COLUMN IF EXISTS read_seq`);
    });
  }

  /** Authors and mentioned members follow; the author of a reply that stays in the thread has read it up to there. */
  private async markOwnRepliesRead(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION thread_followed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO thread_followers AS f (thread_id, user_id, room_id, from_seq, read_seq)
        SELECT NEW.thread_id, m.user_id, NEW.room_id, NEW.seq,
          CASE WHEN m.user_id = NEW.author_id AND NOT NEW.in_room THEN NEW.seq ELSE 0 END
        FROM room_members m WHERE m.room_id = NEW.room_id AND m.user_id = ANY (NEW.author_id || NEW.mentions)
        ON CONFLICT (thread_id, user_id) DO UPDATE SET from_seq = coalesce(f.from_seq, EXCLUDED.from_seq),
          read_seq = greatest(f.read_seq, EXCLUDED.read_seq)
        WHERE f.from_seq IS NULL OR f.read_seq < EXCLUDED.read_seq;
        ${FOLLOWED_BY_ANSWERED}
        RETURN NULL;
      END $$`);
  }

  private async followOnly(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION thread_followed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO thread_followers (thread_id, user_id, room_id, from_seq)
        SELECT NEW.thread_id, m.user_id, NEW.room_id, NEW.seq FROM room_members m
        WHERE m.room_id = NEW.room_id AND m.user_id = ANY (NEW.author_id || NEW.mentions)
        ON CONFLICT (thread_id, user_id) DO UPDATE SET from_seq = EXCLUDED.from_seq WHERE thread_followers.from_seq IS NULL;
        ${FOLLOWED_BY_ANSWERED}
        RETURN NULL;
      END $$`);
  }
}

/** The authors of the messages that are answered follow unless they have stopped. */
const FOLLOWED_BY_ANSWERED = `
        INSERT INTO thread_followers (thread_id, user_id, room_id, from_seq)
        SELECT NEW.thread_id, m.user_id, NEW.room_id, NEW.seq
        FROM messages answered JOIN room_members m ON m.room_id = NEW.room_id
          AND m.user_id = ANY (answered.author_id || CASE WHEN answered.id = NEW.thread_id THEN answered.mentions END)
        WHERE answered.id IN (NEW.thread_id, NEW.reply_to_id)
        ON CONFLICT DO NOTHING;`;

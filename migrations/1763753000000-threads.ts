import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A message and all that answers it, and its answers, is a thread. Each answer knows the message its thread begins with,
 * and what a thread adds up to is kept beside it: counting thousands of answers whenever the first message is shown would
 * cost more with each of them. Triggers keep both true, whichever version writes. They run under the lock of the
 * room's head like every change of a message, so the counts cannot race.
 */
export class Threads1763753000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messages ADD COLUMN thread_id uuid`);
    await runner.query(`
      CREATE TABLE threads (
        id uuid CONSTRAINT threads_pkey PRIMARY KEY,
        room_id uuid NOT NULL,
        reply_count integer NOT NULL,
        last_seq bigint NOT NULL,
        last_reply_at timestamptz NOT NULL,
        author_ids uuid[] NOT NULL,
        revision bigint NOT NULL
      )`);
    await this.fill(runner);
    await runner.query(`
      ALTER TABLE messages ADD CONSTRAINT messages_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES messages ON DELETE SET NULL`);
    await runner.query(`
      ALTER TABLE threads
        ADD CONSTRAINT threads_id_fkey FOREIGN KEY (id) REFERENCES messages ON DELETE CASCADE,
        ADD CONSTRAINT threads_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms ON DELETE CASCADE`);
    await runner.query(`CREATE INDEX messages_thread ON messages (thread_id, seq) WHERE thread_id IS NOT NULL`);
    await runner.query(`CREATE INDEX threads_latest ON threads (room_id, last_seq)`);
    await this.keepTrue(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const deed of ['found', 'counted', 'uncounted']) {
      await runner.query(`DROP TRIGGER messages_thread_${deed} ON messages`);
      await runner.query(`DROP FUNCTION thread_${deed}`);
    }
    await runner.query(`DROP TABLE threads`);
    await runner.query(`ALTER TABLE messages DROP COLUMN thread_id`);
  }

  /** What was answered until now. */
  private async fill(runner: QueryRunner): Promise<void> {
    await runner.query(`
      WITH RECURSIVE answers AS (
        SELECT a.id, a.reply_to_id AS thread_id FROM messages a JOIN messages first ON first.id = a.reply_to_id
          WHERE first.reply_to_id IS NULL
        UNION ALL
        SELECT a.id, answers.thread_id FROM messages a JOIN answers ON a.reply_to_id = answers.id
      )
      UPDATE messages m SET thread_id = answers.thread_id FROM answers WHERE m.id = answers.id`);
    await runner.query(`
      INSERT INTO threads
      SELECT thread_id, room_id, count(*) FILTER (WHERE deleted_at IS NULL), max(seq), max(created_at),
        coalesce((array_agg(author_id ORDER BY seq DESC) FILTER (WHERE last = seq AND author_id IS NOT NULL))[1:3], '{}'),
        max(revision)
      FROM (SELECT *, max(seq) OVER (PARTITION BY thread_id, author_id) AS last FROM messages WHERE thread_id IS NOT NULL) m
      GROUP BY thread_id, room_id`);
  }

  private async keepTrue(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION thread_found() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.thread_id := (SELECT coalesce(thread_id, id) FROM messages WHERE id = NEW.reply_to_id);
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER messages_thread_found BEFORE INSERT ON messages FOR EACH ROW
      WHEN (NEW.reply_to_id IS NOT NULL) EXECUTE FUNCTION thread_found()`);
    await runner.query(`
      CREATE FUNCTION thread_counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO threads VALUES
          (NEW.thread_id, NEW.room_id, 1, NEW.seq, NEW.created_at, ARRAY[NEW.author_id], NEW.revision)
        ON CONFLICT (id) DO UPDATE SET reply_count = threads.reply_count + 1, last_seq = NEW.seq,
          last_reply_at = NEW.created_at, revision = NEW.revision,
          author_ids = (NEW.author_id || array_remove(threads.author_ids, NEW.author_id))[1:3];
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER messages_thread_counted AFTER INSERT ON messages FOR EACH ROW
      WHEN (NEW.thread_id IS NOT NULL) EXECUTE FUNCTION thread_counted()`);
    // The head is locked and has moved on to the revision of this very change.
    await runner.query(`
      CREATE FUNCTION thread_uncounted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE threads SET reply_count = reply_count - 1,
          revision = (SELECT revision FROM room_head WHERE room_id = NEW.room_id)
        WHERE id = NEW.thread_id;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER messages_thread_uncounted AFTER UPDATE OF deleted_at ON messages FOR EACH ROW
      WHEN (NEW.thread_id IS NOT NULL AND OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
      EXECUTE FUNCTION thread_uncounted()`);
  }
}

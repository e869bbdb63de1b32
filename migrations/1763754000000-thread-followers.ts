import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The followers of a thread, and the members who have muted it. A trigger adds followers in the statement that writes
 * the answer, whichever version of the server runs. It holds the lock of the room's head, which keeps the order.
 * Followers are members: leaving a room ends following its threads.
 */
export class ThreadFollowers1763754000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE thread_followers (
        thread_id uuid CONSTRAINT thread_followers_thread_id_fkey REFERENCES messages ON DELETE CASCADE,
        user_id uuid,
        room_id uuid NOT NULL,
        from_seq bigint,
        CONSTRAINT thread_followers_pkey PRIMARY KEY (thread_id, user_id)
      )`);
    await runner.query(`
      ALTER TABLE thread_followers ADD CONSTRAINT thread_followers_member_fkey
        FOREIGN KEY (room_id, user_id) REFERENCES room_members (room_id, user_id) ON DELETE CASCADE`);
    await runner.query(`CREATE INDEX thread_followers_member ON thread_followers (user_id, room_id)`);
    await this.keepTrue(runner);
    await this.fill(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER messages_thread_followed ON messages`);
    await runner.query(`DROP FUNCTION thread_followed`);
    await runner.query(`DROP TABLE thread_followers`);
  }

  /** Authors and mentioned members follow again if they had stopped; authors of answered messages do not. */
  private async keepTrue(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION thread_followed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO thread_followers (thread_id, user_id, room_id, from_seq)
        SELECT NEW.thread_id, m.user_id, NEW.room_id, NEW.seq FROM room_members m
        WHERE m.room_id = NEW.room_id AND m.user_id = ANY (NEW.author_id || NEW.mentions)
        ON CONFLICT (thread_id, user_id) DO UPDATE SET from_seq = EXCLUDED.from_seq WHERE thread_followers.from_seq IS NULL;
        INSERT INTO thread_followers (thread_id, user_id, room_id, from_seq)
        SELECT NEW.thread_id, m.user_id, NEW.room_id, NEW.seq
        FROM messages answered JOIN room_members m ON m.room_id = NEW.room_id
          AND m.user_id = ANY (answered.author_id || CASE WHEN answered.id = NEW.thread_id THEN answered.mentions END)
        WHERE answered.id IN (NEW.thread_id, NEW.reply_to_id)
        ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER messages_thread_followed AFTER INSERT ON messages FOR EACH ROW
      WHEN (NEW.thread_id IS NOT NULL) EXECUTE FUNCTION thread_followed()`);
  }

  /** All participants until now. After the trigger, whose lock keeps out answers in between. */
  private async fill(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO thread_followers (thread_id, user_id, room_id, from_seq)
      SELECT DISTINCT part.thread_id, m.user_id, m.room_id, 1
      FROM (
        SELECT thread_id, room_id, unnest(author_id || mentions) AS user_id FROM messages WHERE thread_id IS NOT NULL
        UNION ALL
        SELECT t.id, first.room_id, unnest(first.author_id || first.mentions) FROM threads t JOIN messages first ON first.id = t.id
      ) part JOIN room_members m ON m.room_id = part.room_id AND m.user_id = part.user_id`);
  }
}

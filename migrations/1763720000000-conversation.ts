import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bans, settings of rooms, reactions, pins, mentions, edits, search. */
export class Conversation1763720000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE rooms
        ADD COLUMN mention_room_by text NOT NULL DEFAULT 'member' CHECK (mention_room_by IN ('member', 'moderator', 'owner')),
        ADD COLUMN deleted_at timestamptz`);

    await runner.query(`
      CREATE TABLE room_bans (
        room_id uuid NOT NULL REFERENCES rooms ON DELETE CASCADE,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        banned_by uuid REFERENCES users ON DELETE SET NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (room_id, user_id)
      )`);

    await runner.query(`
      ALTER TABLE messages
        ADD COLUMN mentions uuid[] NOT NULL DEFAULT '{}',
        ADD COLUMN mentions_room boolean NOT NULL DEFAULT false,
        ADD COLUMN pinned_at timestamptz`);
    await runner.query(`CREATE INDEX messages_mentions ON messages (room_id, seq)
      WHERE mentions_room OR mentions <> '{}'`);
    await runner.query(`CREATE INDEX messages_pins ON messages (room_id, pinned_at) WHERE pinned_at IS NOT NULL`);

    await runner.query(`
      CREATE TABLE reactions (
        message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
        emoji text NOT NULL,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (message_id, emoji, user_id)
      )`);

    // The text of a message before each edit; for the moderators of the room.
    await runner.query(`
      CREATE TABLE message_edits (
        message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
        revision bigint NOT NULL,
        body text NOT NULL,
        said_at timestamptz NOT NULL,
        PRIMARY KEY (message_id, revision)
      )`);

    // Search looks for parts of the folded text: words, pieces of paths and addresses, and scripts without spaces alike.
    await runner.query(`CREATE EXTENSION IF NOT EXISTS unaccent`);
    await runner.query(`
      CREATE FUNCTION folded(body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
      $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, normalize(body, NFKC))) $$`);
    await runner.query(`CREATE INDEX messages_parts ON messages USING gin (folded(body) gin_trgm_ops)
      WHERE kind = 'text' AND deleted_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX messages_parts`);
    await runner.query(`DROP FUNCTION folded`);
    await runner.query(`DROP EXTENSION unaccent`);
    await runner.query(`DROP TABLE message_edits, reactions`);
    await runner.query(`DROP INDEX messages_mentions, messages_pins`);
    await runner.query(`
      ALTER TABLE messages DROP COLUMN mentions, DROP COLUMN mentions_room, DROP COLUMN pinned_at`);
    await runner.query(`DROP TABLE room_bans`);
    await runner.query(`ALTER TABLE rooms DROP COLUMN mention_room_by, DROP COLUMN deleted_at`);
  }
}

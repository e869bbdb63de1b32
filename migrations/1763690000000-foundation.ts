import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users, sessions, mail, rooms and messages. Ids are created by uuidv7() of PostgreSQL 18. */
export class Foundation1763690000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const [{ version }] = (await runner.query(`SELECT current_setting('server_version_num')::int AS version`)) as [
      { version: number },
    ];
    if (version < 180_000) throw new Error('Parley needs PostgreSQL 18 or newer');

    await runner.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        username text NOT NULL,
        username_key text NOT NULL CONSTRAINT users_username UNIQUE,
        username_skeleton text NOT NULL CONSTRAINT users_username_skeleton UNIQUE,
        display_name text NOT NULL,
        email text,
        email_key text CONSTRAINT users_email UNIQUE,
        password_hash text,
        role text NOT NULL DEFAULT 'member' CHECK (role IN ('guest', 'member', 'moderator', 'admin')),
        bio text NOT NULL DEFAULT '',
        status_text text NOT NULL DEFAULT '',
        preferences jsonb NOT NULL DEFAULT '{}',
        disabled_at timestamptz,
        last_seen_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);

    // A registration becomes a user when its code is entered; until then it affects no account. One per address: the newest wins.
    await runner.query(`
      CREATE TABLE registrations (
        email_key text PRIMARY KEY,
        email text NOT NULL,
        username text NOT NULL,
        username_key text NOT NULL,
        username_skeleton text NOT NULL,
        display_name text NOT NULL,
        password_hash text NOT NULL,
        code_hash bytea NOT NULL,
        code_expires_at timestamptz NOT NULL,
        code_tries integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX registrations_username ON registrations (username_key)`);

    await runner.query(`
      CREATE TABLE sessions (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        device text NOT NULL,
        ip text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text
      )`);
    await runner.query(`CREATE INDEX sessions_user ON sessions (user_id) WHERE ended_at IS NULL`);

    await runner.query(`
      CREATE TABLE refresh_tokens (
        hash bytea PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        used_at timestamptz
      )`);
    await runner.query(`CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id)`);

    // Written in the transaction that causes the mail; sent afterwards, at least once, by any process.
    await runner.query(`
      CREATE TABLE mails (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        recipient text NOT NULL,
        template text NOT NULL,
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz NOT NULL DEFAULT now(),
        tries integer NOT NULL DEFAULT 0,
        last_error text,
        sent_at timestamptz
      )`);
    await runner.query(`CREATE INDEX mails_due ON mails (due_at) WHERE sent_at IS NULL`);

    await runner.query(`
      CREATE TABLE rooms (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        code text NOT NULL CONSTRAINT rooms_code UNIQUE,
        kind text NOT NULL CHECK (kind IN ('public', 'private', 'direct')),
        name text NOT NULL DEFAULT '',
        topic text NOT NULL DEFAULT '',
        password_hash text,
        ephemeral boolean NOT NULL DEFAULT false,
        lobby boolean NOT NULL DEFAULT false,
        direct_key text CONSTRAINT rooms_direct UNIQUE,
        archived_at timestamptz,
        created_by uuid REFERENCES users ON DELETE SET NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CHECK ((kind = 'direct') = (direct_key IS NOT NULL))
      )`);
    await runner.query(`CREATE UNIQUE INDEX rooms_one_lobby ON rooms (lobby) WHERE lobby`);
    await runner.query(`CREATE INDEX rooms_directory ON rooms (lower(name), id) WHERE kind = 'public'`);

    // The narrow row that every change in a room locks first: it orders seq and revision. Half-filled pages
    // and no further index keep its updates in place (HOT).
    await runner.query(`
      CREATE TABLE room_head (
        room_id uuid PRIMARY KEY REFERENCES rooms ON DELETE CASCADE,
        last_seq bigint NOT NULL DEFAULT 0,
        revision bigint NOT NULL DEFAULT 0,
        epoch integer NOT NULL DEFAULT 1,
        member_count integer NOT NULL DEFAULT 0
      ) WITH (fillfactor = 50)`);

    await runner.query(`
      CREATE TABLE room_members (
        room_id uuid NOT NULL REFERENCES rooms ON DELETE CASCADE,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'moderator', 'member')),
        joined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        visible_from_seq bigint NOT NULL DEFAULT 1,
        last_read_seq bigint NOT NULL DEFAULT 0,
        muted_until timestamptz,
        notify text NOT NULL DEFAULT 'all' CHECK (notify IN ('all', 'mentions', 'none')),
        PRIMARY KEY (room_id, user_id)
      ) WITH (fillfactor = 80)`);
    await runner.query(`CREATE INDEX room_members_user ON room_members (user_id)`);

    await runner.query(`
      CREATE TABLE messages (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        room_id uuid NOT NULL REFERENCES rooms ON DELETE CASCADE,
        seq bigint NOT NULL,
        revision bigint NOT NULL,
        client_id uuid,
        content_hash bytea,
        kind text NOT NULL CHECK (kind IN ('text', 'system')),
        author_id uuid REFERENCES users ON DELETE SET NULL,
        body text NOT NULL,
        reply_to_id uuid REFERENCES messages ON DELETE SET NULL,
        system jsonb,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        edited_at timestamptz,
        deleted_at timestamptz,
        CONSTRAINT messages_place UNIQUE (room_id, seq),
        CONSTRAINT messages_once UNIQUE (room_id, author_id, client_id)
      )`);
    await runner.query(`CREATE INDEX messages_revision ON messages (room_id, revision)`);
    await runner.query(`CREATE INDEX messages_time ON messages (room_id, created_at)`);
    // Unread counts leave out system notices: this index makes that cheap.
    await runner.query(`CREATE INDEX messages_notices ON messages (room_id, seq) WHERE kind = 'system'`);
    await runner.query(`CREATE INDEX messages_replies ON messages (reply_to_id) WHERE reply_to_id IS NOT NULL`);

    await runner.query(`
      WITH lobby AS (
        INSERT INTO rooms (code, kind, name, topic, lobby)
        VALUES ('LOBBY', 'public', 'Lobby', 'Everybody is here', true) RETURNING id
      ) INSERT INTO room_head (room_id) SELECT id FROM lobby`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE messages, room_members, room_head, rooms, mails, refresh_tokens, sessions, registrations, users`,
    );
  }
}

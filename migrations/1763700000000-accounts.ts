import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Password reset, guests that become members, name search, the audit log, data exports. */
export class Accounts1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // One per user: a new link replaces the old one.
    await runner.query(`
      CREATE TABLE password_resets (
        user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
        token_hash bytea NOT NULL CONSTRAINT password_resets_token UNIQUE,
        expires_at timestamptz NOT NULL
      )`);

    // Generations of the key that signs access tokens; the keys themselves are in no table.
    await runner.query(`
      CREATE TABLE signing_keys (
        id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`INSERT INTO signing_keys DEFAULT VALUES`);

    // Failed sign-ins by what was tried: after five, each costs a longer wait. In PostgreSQL, so that all nodes count together.
    await runner.query(`
      CREATE TABLE login_failures (
        tried bytea PRIMARY KEY,
        failures integer NOT NULL DEFAULT 0,
        last_at timestamptz NOT NULL DEFAULT now()
      )`);

    await runner.query(`ALTER TABLE registrations ADD COLUMN guest_id uuid REFERENCES users ON DELETE CASCADE`);
    await runner.query(`ALTER TABLE users ADD COLUMN deleted_at timestamptz`);

    await runner.query(`CREATE INDEX messages_author ON messages (author_id, id)`);
    await runner.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`);
    await runner.query(`CREATE INDEX users_name_search ON users
      USING gin ((lower(display_name) || ' ' || username_key) gin_trgm_ops) WHERE disabled_at IS NULL`);

    // Exports of personal data: written in the background, in parts, stored for a week. One per user.
    await runner.query(`
      CREATE TABLE data_exports (
        user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
        requested_at timestamptz NOT NULL DEFAULT now(),
        claimed_at timestamptz,
        ready_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE data_export_parts (
        user_id uuid NOT NULL REFERENCES data_exports ON DELETE CASCADE,
        part integer NOT NULL,
        content text NOT NULL,
        PRIMARY KEY (user_id, part)
      )`);

    await runner.query(`
      CREATE TABLE audit_log (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        action text NOT NULL,
        actor_id uuid,
        target_id uuid,
        ip text,
        request_id text,
        detail jsonb NOT NULL DEFAULT '{}'
      )`);
    await runner.query(`CREATE INDEX audit_log_actor ON audit_log (actor_id, id)`);
    await runner.query(`CREATE INDEX audit_log_target ON audit_log (target_id, id)`);
    // Even the application's own database user cannot change the audit log.
    await runner.query(`
      CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$`);
    await runner.query(`
      CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
      FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE data_export_parts, data_exports`);
    await runner.query(`DROP TABLE audit_log`);
    await runner.query(`DROP FUNCTION audit_log_is_append_only`);
    await runner.query(`DROP INDEX users_name_search, messages_author`);
    await runner.query(`ALTER TABLE users DROP COLUMN deleted_at`);
    await runner.query(`ALTER TABLE registrations DROP COLUMN guest_id`);
    await runner.query(`DROP TABLE login_failures`);
    await runner.query(`DROP TABLE signing_keys`);
    await runner.query(`DROP TABLE password_resets`);
  }
}

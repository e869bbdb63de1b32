import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a sign-in has proved that counts as two factors. */
const TWO_FACTORS = `'password+totp', 'password+recovery', 'password+passkey', 'passkey', 'provider', 'operator'`;

/**
 * A second factor beside the password. The database itself refuses a session that was started without the factor of its
 * person, whichever way or version of Parley starts it. A session that is older than the factor, as a restored backup
 * brings it, is let through.
 */
export class SecondFactor1763772551612 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sessions
        ADD COLUMN signed_in_by text,
        ADD COLUMN strength text,
        ADD COLUMN proved_at timestamptz`);
    // By itself, so that the sessions of before do not count as proved just now.
    await runner.query(`ALTER TABLE sessions ALTER COLUMN proved_at SET DEFAULT now()`);
    await runner.query(`
      CREATE TABLE totp (
        user_id uuid NOT NULL,
        secret bytea NOT NULL,
        last_step bigint NOT NULL,
        confirmed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT totp_pkey PRIMARY KEY (user_id),
        CONSTRAINT totp_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
    await runner.query(`
      CREATE TABLE recovery_codes (
        user_id uuid NOT NULL,
        hash bytea NOT NULL,
        used_at timestamptz,
        CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, hash),
        CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
    // Unlogged: they live for minutes, and no backup shall hold them.
    await runner.query(`
      CREATE UNLOGGED TABLE proofs (
        hash bytea NOT NULL,
        kind text NOT NULL,
        user_id uuid NOT NULL,
        data jsonb NOT NULL DEFAULT '{}',
        expires_at timestamptz NOT NULL,
        CONSTRAINT proofs_pkey PRIMARY KEY (hash),
        CONSTRAINT proofs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
    await runner.query(`CREATE INDEX proofs_user ON proofs (user_id)`);
    await runner.query(`
      CREATE FUNCTION sessions_require_factor() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF coalesce(NEW.strength, '') NOT IN (${TWO_FACTORS})
          AND EXISTS (SELECT FROM totp WHERE user_id = NEW.user_id AND confirmed_at <= NEW.created_at)
        THEN
          RAISE EXCEPTION 'This person has a second factor, and the session was started without it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sessions_need_factor';
        END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER sessions_need_factor BEFORE INSERT ON sessions
      FOR EACH ROW EXECUTE FUNCTION sessions_require_factor()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sessions DROP COLUMN proved_at, DROP COLUMN strength, DROP COLUMN signed_in_by`);
    await runner.query(`DROP TRIGGER sessions_need_factor ON sessions`);
    await runner.query(`DROP FUNCTION sessions_require_factor`);
    await runner.query(`DROP TABLE proofs`);
    await runner.query(`DROP TABLE recovery_codes`);
    await runner.query(`DROP TABLE totp`);
  }
}

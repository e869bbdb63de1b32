import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a sign-in has proved that counts as two factors. */
const TWO_FACTORS = `'password+totp', 'password+recovery', 'password+passkey', 'passkey', 'provider', 'operator'`;

const requireFactor = (hasFactor: string): string => `
  CREATE OR REPLACE FUNCTION sessions_require_factor() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF coalesce(NEW.strength, '') NOT IN (${TWO_FACTORS}) AND (${hasFactor})
    THEN
      RAISE EXCEPTION 'This person has a second factor, and the session was started without it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'sessions_need_factor';
    END IF;
    RETURN NEW;
  END $$`;

const HAS_TOTP = `EXISTS (SELECT FROM totp WHERE user_id = NEW.user_id AND confirmed_at <= NEW.created_at)`;
const HAS_PASSKEY = `EXISTS (SELECT FROM passkeys WHERE user_id = NEW.user_id AND created_at <= NEW.created_at)`;

/**
 * Passkeys: keys on phones, computers and security keys, several for a person. The database refuses a session that was
 * started without the factor of its person, as for authenticator apps.
 */
export class Passkeys1763773518724 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE passkeys (
        id uuid NOT NULL DEFAULT uuidv7(),
        user_id uuid NOT NULL,
        credential_id bytea NOT NULL,
        public_key bytea NOT NULL,
        counter bigint NOT NULL,
        host text NOT NULL,
        transports text[] NOT NULL,
        second_factor_only boolean NOT NULL,
        synced boolean NOT NULL,
        aaguid uuid NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        CONSTRAINT passkeys_pkey PRIMARY KEY (id),
        CONSTRAINT passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
    await runner.query(`CREATE UNIQUE INDEX passkeys_credential ON passkeys (credential_id)`);
    await runner.query(`CREATE INDEX passkeys_user ON passkeys (user_id)`);
    // A sign-in by passkey begins before anybody has said who they are.
    await runner.query(`ALTER TABLE proofs ALTER COLUMN user_id DROP NOT NULL`);
    await runner.query(requireFactor(`${HAS_TOTP} OR ${HAS_PASSKEY}`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(requireFactor(HAS_TOTP));
    await runner.query(`DELETE FROM proofs WHERE user_id IS NULL`);
    await runner.query(`ALTER TABLE proofs ALTER COLUMN user_id SET NOT NULL`);
    await runner.query(`DROP TABLE passkeys`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Personal tokens for programs. A token is a session, so that all that ends sessions ends tokens; beside it stand the hash
 * of its secret and what it opens.
 */
export class PersonalTokens1763776231047 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sessions ADD COLUMN kind text NOT NULL DEFAULT 'device'`);
    await runner.query(`
      CREATE TABLE personal_tokens (
        session_id uuid NOT NULL,
        hash bytea NOT NULL,
        name text NOT NULL,
        scopes text[] NOT NULL,
        room_ids uuid[],
        last_used_at timestamptz,
        last_used_ip text,
        warned_at timestamptz,
        CONSTRAINT personal_tokens_pkey PRIMARY KEY (session_id),
        CONSTRAINT personal_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE)`);
    await runner.query(`CREATE UNIQUE INDEX personal_tokens_hash ON personal_tokens (hash)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE personal_tokens`);
    // The version before would take them for devices.
    await runner.query(`DELETE FROM sessions WHERE kind = 'token'`);
    await runner.query(`ALTER TABLE sessions DROP COLUMN kind`);
  }
}

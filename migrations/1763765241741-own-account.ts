import type { MigrationInterface, QueryRunner } from 'typeorm';

const PROFILE = 'username, display_name, avatar_key, role, name_is_ambiguous';

/**
 * People change their own user name and address. A former name is held for them for a while, a new address waits for
 * its code, and the former address can take the account back. A changed address counts as a change of the profile, so
 * that the person's other devices learn of it.
 */
export class OwnAccount1763765241741 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE former_usernames (
        username_key text NOT NULL,
        user_id uuid NOT NULL,
        username text NOT NULL,
        username_skeleton text NOT NULL,
        given_up_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT former_usernames_pkey PRIMARY KEY (username_key),
        CONSTRAINT former_usernames_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
    await runner.query(`CREATE INDEX former_usernames_skeleton ON former_usernames (username_skeleton)`);
    await runner.query(`CREATE INDEX former_usernames_user ON former_usernames (user_id)`);
    await runner.query(`
      CREATE TABLE email_changes (
        user_id uuid NOT NULL,
        email text NOT NULL,
        email_key text NOT NULL,
        code_hash bytea NOT NULL,
        code_expires_at timestamptz NOT NULL,
        code_tries integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT email_changes_pkey PRIMARY KEY (user_id),
        CONSTRAINT email_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
    await runner.query(`
      CREATE TABLE email_undos (
        token_hash bytea NOT NULL,
        user_id uuid NOT NULL,
        email text NOT NULL,
        email_key text NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT email_undos_pkey PRIMARY KEY (token_hash),
        CONSTRAINT email_undos_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
    await runner.query(`CREATE INDEX email_undos_user ON email_undos (user_id)`);
    await runner.query(noteProfileChange(`${PROFILE}, email`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(noteProfileChange(PROFILE));
    await runner.query(`DROP TABLE email_undos`);
    await runner.query(`DROP TABLE email_changes`);
    await runner.query(`DROP TABLE former_usernames`);
  }
}

/** Replaced in place: to drop it would need a stronger lock than the transaction has by then. */
function noteProfileChange(columns: string): string {
  const of = (row: string) => columns.replace(/\w+/g, `${row}.$&`);
  return `CREATE OR REPLACE TRIGGER users_profile_changed BEFORE UPDATE ON users FOR EACH ROW
    WHEN ((${of('OLD')}) IS DISTINCT FROM (${of('NEW')})) EXECUTE FUNCTION users_note_profile_change()`;
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invitations to have an account, each with a link that ends, is revoked or is used once. */
export class Invitations1763765234538 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE invitations (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        token_hash bytea NOT NULL CONSTRAINT invitations_token UNIQUE,
        email text NOT NULL,
        email_key text NOT NULL,
        language text,
        invited_by uuid NOT NULL CONSTRAINT invitations_invited_by_fkey REFERENCES users ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        accepted_by uuid CONSTRAINT invitations_accepted_by_fkey REFERENCES users ON DELETE CASCADE,
        accepted_at timestamptz,
        revoked_at timestamptz
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX invitations_open ON invitations (email_key) WHERE accepted_at IS NULL AND revoked_at IS NULL`);
    await runner.query(`CREATE INDEX invitations_invited_by ON invitations (invited_by)`);
    await runner.query(`CREATE INDEX invitations_accepted_by ON invitations (accepted_by)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE invitations`);
  }
}

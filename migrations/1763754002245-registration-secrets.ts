import { domainToASCII } from 'node:url';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Several registrations may wait for one address, each with its own code and the secret of the browser that asked for
 * it. The key of an address contains its domain as it is in DNS. Browsers that accounts have signed in on are known by
 * a random token, which ends with the session.
 */
export class RegistrationSecrets1763754002245 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE registrations
        ADD COLUMN id uuid NOT NULL DEFAULT uuidv7(),
        ADD COLUMN secret_hash bytea,
        DROP CONSTRAINT registrations_pkey,
        ADD CONSTRAINT registrations_pkey PRIMARY KEY (id),
        ADD CONSTRAINT registrations_secret UNIQUE (email_key, secret_hash)`);
    await runner.query(`
      CREATE TABLE sign_in_devices (
        token_hash bytea,
        user_id uuid CONSTRAINT sign_in_devices_user_id_fkey REFERENCES users ON DELETE CASCADE,
        session_id uuid NOT NULL,
        last_used_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT sign_in_devices_pkey PRIMARY KEY (token_hash, user_id)
      )`);
    await runner.query(`CREATE INDEX sign_in_devices_user ON sign_in_devices (user_id)`);
    await this.rewriteKeys(runner);
  }

  /** Of the registrations that wait for one address the newest stays. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sign_in_devices`);
    await runner.query(`
      DELETE FROM registrations old USING registrations newer
      WHERE newer.email_key = old.email_key AND (newer.created_at, newer.id) > (old.created_at, old.id)`);
    await runner.query(`
      ALTER TABLE registrations
        DROP CONSTRAINT registrations_secret,
        DROP CONSTRAINT registrations_pkey,
        DROP COLUMN secret_hash,
        DROP COLUMN id,
        ADD CONSTRAINT registrations_pkey PRIMARY KEY (email_key)`);
    await runner.query(`UPDATE users SET email_key = lower(email) WHERE email_key LIKE '%xn--%'`);
  }

  /** Two accounts of one mailbox keep the keys they have: neither can be chosen here. */
  private async rewriteKeys(runner: QueryRunner): Promise<void> {
    const rows = (await runner.query(
      `SELECT id, email_key AS key FROM users WHERE octet_length(email_key) > length(email_key)`,
    )) as { id: string; key: string }[];
    for (const { id, key } of rows) {
      const at = key.lastIndexOf('@') + 1;
      await runner.query(
        `UPDATE users SET email_key = $2 WHERE id = $1 AND NOT EXISTS (SELECT FROM users WHERE email_key = $2)`,
        [id, key.slice(0, at) + (domainToASCII(key.slice(at)) || key.slice(at))],
      );
    }
  }
}

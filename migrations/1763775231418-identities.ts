import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/common/database/online-migration.ts';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/**
 * Signing in through providers of OpenID Connect: who a person is there, which sessions began there, and how each provider
 * was reached of late. A logout of the provider finds the sessions by `identity_id` and `provider_sid`.
 */
export class Identities1763775231418 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS identities (
          id uuid NOT NULL DEFAULT uuidv7(),
          user_id uuid NOT NULL,
          provider text NOT NULL,
          issuer text NOT NULL,
          subject text NOT NULL,
          email text,
          created_at timestamptz NOT NULL DEFAULT now(),
          last_used_at timestamptz,
          CONSTRAINT identities_pkey PRIMARY KEY (id),
          CONSTRAINT identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
      await runner.query(`CREATE UNIQUE INDEX IF NOT EXISTS identities_subject ON identities (issuer, subject)`);
      await runner.query(
        `CREATE UNIQUE INDEX IF NOT EXISTS identities_user_provider ON identities (user_id, provider)`,
      );
      await runner.query(`
        CREATE TABLE IF NOT EXISTS provider_states (
          provider text NOT NULL,
          last_success_at timestamptz,
          last_failure_at timestamptz,
          last_failure_code text,
          last_failure_detail text,
          last_logout_at timestamptz,
          clock_difference_seconds integer,
          CONSTRAINT provider_states_pkey PRIMARY KEY (provider))`);
      // Unlogged: they live for minutes, and no backup shall hold them.
      await runner.query(`
        CREATE UNLOGGED TABLE IF NOT EXISTS logout_tokens (
          hash bytea NOT NULL,
          expires_at timestamptz NOT NULL,
          CONSTRAINT logout_tokens_pkey PRIMARY KEY (hash))`);
      await runner.query(`
        ALTER TABLE sessions
          ADD COLUMN IF NOT EXISTS identity_id uuid,
          ADD COLUMN IF NOT EXISTS provider_sid text,
          ADD COLUMN IF NOT EXISTS id_token bytea`);
    });
    await createIndex(runner, {
      name: 'sessions_identity',
      on: 'ON sessions (identity_id, provider_sid) WHERE ended_at IS NULL AND identity_id IS NOT NULL',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'sessions_identity');
    await withShortLocks(runner, async () => {
      await runner.query(`
        ALTER TABLE sessions
          DROP COLUMN IF EXISTS identity_id, DROP COLUMN IF EXISTS provider_sid, DROP COLUMN IF EXISTS id_token`);
      await runner.query(`DROP TABLE IF EXISTS logout_tokens`);
      await runner.query(`DROP TABLE IF EXISTS provider_states`);
      await runner.query(`DROP TABLE IF EXISTS identities`);
    });
  }
}

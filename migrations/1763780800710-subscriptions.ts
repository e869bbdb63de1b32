import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** Outgoing webhooks: who gets the events of which rooms, and up to where they have them. */
export class Subscriptions1763780800710 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // What tells a new message from a changed one, and a reaction from an edit. Filled by changes alone.
    await withShortLocks(runner, async () => {
      await runner.query(
        `ALTER TABLE messages ADD COLUMN IF NOT EXISTS created_revision bigint, ADD COLUMN IF NOT EXISTS reacted_revision bigint`,
      );
    });
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS subscriptions (
          id uuid NOT NULL DEFAULT uuidv7(),
          bot_id uuid NOT NULL,
          name text NOT NULL,
          url text NOT NULL,
          format text NOT NULL,
          events text[] NOT NULL,
          include_hooks boolean NOT NULL DEFAULT false,
          secret bytea NOT NULL,
          previous_secret bytea,
          previous_until timestamptz,
          disabled_at timestamptz,
          disabled_reason text,
          created_by uuid,
          token_id uuid,
          created_at timestamptz NOT NULL DEFAULT now(),
          last_delivered_at timestamptz,
          failures integer NOT NULL DEFAULT 0,
          failing_since timestamptz,
          waits_until timestamptz,
          CONSTRAINT subscriptions_pkey PRIMARY KEY (id),
          CONSTRAINT subscriptions_format_check CHECK (format IN ('parley', 'slack')),
          CONSTRAINT subscriptions_bot_id_fkey FOREIGN KEY (bot_id) REFERENCES users (id) ON DELETE CASCADE,
          CONSTRAINT subscriptions_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
          CONSTRAINT subscriptions_token_id_fkey FOREIGN KEY (token_id) REFERENCES sessions (id) ON DELETE SET NULL)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS subscriptions_bot ON subscriptions (bot_id)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS subscriptions_creator ON subscriptions (created_by)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS subscriptions_token ON subscriptions (token_id)`);
      await runner.query(`
        CREATE TABLE IF NOT EXISTS subscription_cursors (
          subscription_id uuid NOT NULL,
          room_id uuid NOT NULL,
          revision bigint,
          epoch bigint,
          witness uuid,
          witness_token integer,
          claim uuid,
          claimed_until timestamptz NOT NULL DEFAULT now(),
          served_at timestamptz,
          CONSTRAINT subscription_cursors_pkey PRIMARY KEY (subscription_id, room_id),
          CONSTRAINT subscription_cursors_subscription_id_fkey FOREIGN KEY (subscription_id)
            REFERENCES subscriptions (id) ON DELETE CASCADE,
          CONSTRAINT subscription_cursors_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS subscription_cursors_room ON subscription_cursors (room_id)`);
      await runner.query(`
        CREATE TABLE IF NOT EXISTS subscription_failures (
          subscription_id uuid NOT NULL,
          event_id text NOT NULL,
          type text NOT NULL,
          room_id uuid NOT NULL,
          message_id uuid,
          status smallint NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          CONSTRAINT subscription_failures_pkey PRIMARY KEY (subscription_id, event_id),
          CONSTRAINT subscription_failures_subscription_id_fkey FOREIGN KEY (subscription_id)
            REFERENCES subscriptions (id) ON DELETE CASCADE,
          CONSTRAINT subscription_failures_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS subscription_failures_room ON subscription_failures (room_id)`);
      await runner.query(
        `CREATE INDEX IF NOT EXISTS subscription_failures_created ON subscription_failures (created_at)`,
      );
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`DROP TABLE IF EXISTS subscription_failures`);
      await runner.query(`DROP TABLE IF EXISTS subscription_cursors`);
      await runner.query(`DROP TABLE IF EXISTS subscriptions`);
    });
    await withShortLocks(runner, async () => {
      await runner.query(
        `ALTER TABLE messages DROP COLUMN IF EXISTS created_revision, DROP COLUMN IF EXISTS reacted_revision`,
      );
    });
  }
}

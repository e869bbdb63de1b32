import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** Incoming webhooks, and what was called by them. */
export class Hooks1763780320000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS hooks (
          id uuid NOT NULL DEFAULT uuidv7(),
          room_id uuid NOT NULL,
          bot_id uuid NOT NULL,
          name text NOT NULL,
          secret_hash bytea NOT NULL,
          previous_hash bytea,
          previous_until timestamptz,
          github_secret bytea,
          may_call boolean NOT NULL DEFAULT false,
          may_rename boolean NOT NULL DEFAULT true,
          disabled_at timestamptz,
          created_by uuid,
          created_at timestamptz NOT NULL DEFAULT now(),
          last_used_at timestamptz,
          CONSTRAINT hooks_pkey PRIMARY KEY (id),
          CONSTRAINT hooks_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE,
          CONSTRAINT hooks_bot_id_fkey FOREIGN KEY (bot_id) REFERENCES users (id) ON DELETE CASCADE,
          CONSTRAINT hooks_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS hooks_room ON hooks (room_id)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS hooks_bot ON hooks (bot_id)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS hooks_creator ON hooks (created_by)`);
      await runner.query(`
        CREATE TABLE IF NOT EXISTS hook_calls (
          id uuid NOT NULL DEFAULT uuidv7(),
          hook_id uuid NOT NULL,
          status smallint NOT NULL,
          word text NOT NULL,
          bytes integer NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          CONSTRAINT hook_calls_pkey PRIMARY KEY (id),
          CONSTRAINT hook_calls_hook_id_fkey FOREIGN KEY (hook_id) REFERENCES hooks (id) ON DELETE CASCADE)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS hook_calls_newest ON hook_calls (hook_id, id)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS hook_calls_created ON hook_calls (created_at)`);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`DROP TABLE IF EXISTS hook_calls`);
      await runner.query(`DROP TABLE IF EXISTS hooks`);
    });
  }
}

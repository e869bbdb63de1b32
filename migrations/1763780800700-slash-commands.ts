import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** Slash commands that services elsewhere answer, and those that were run and may still be answered. */
export class SlashCommands1763780800700 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS commands (
          id uuid NOT NULL DEFAULT uuidv7(),
          name text NOT NULL,
          name_key text NOT NULL,
          hint text NOT NULL,
          description text NOT NULL,
          url text NOT NULL,
          secret bytea NOT NULL,
          room_ids uuid[],
          bot_id uuid NOT NULL,
          disabled_at timestamptz,
          created_by uuid,
          created_at timestamptz NOT NULL DEFAULT now(),
          CONSTRAINT commands_pkey PRIMARY KEY (id),
          CONSTRAINT commands_bot_id_fkey FOREIGN KEY (bot_id) REFERENCES users (id) ON DELETE CASCADE,
          CONSTRAINT commands_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL)`);
      await runner.query(`CREATE UNIQUE INDEX IF NOT EXISTS commands_name ON commands (name_key)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS commands_bot ON commands (bot_id)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS commands_creator ON commands (created_by)`);
      await runner.query(`
        CREATE TABLE IF NOT EXISTS command_runs (
          id uuid NOT NULL DEFAULT uuidv7(),
          command_id uuid NOT NULL,
          room_id uuid NOT NULL,
          user_id uuid NOT NULL,
          client_id uuid NOT NULL,
          reply_to_id uuid,
          secret_hash bytea NOT NULL,
          answers smallint NOT NULL DEFAULT 0,
          expires_at timestamptz NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          CONSTRAINT command_runs_pkey PRIMARY KEY (id),
          CONSTRAINT command_runs_command_id_fkey FOREIGN KEY (command_id) REFERENCES commands (id) ON DELETE CASCADE,
          CONSTRAINT command_runs_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE,
          CONSTRAINT command_runs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)`);
      await runner.query(`CREATE UNIQUE INDEX IF NOT EXISTS command_runs_once ON command_runs (user_id, client_id)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS command_runs_command ON command_runs (command_id)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS command_runs_room ON command_runs (room_id)`);
      await runner.query(`CREATE INDEX IF NOT EXISTS command_runs_expires ON command_runs (expires_at)`);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`DROP TABLE IF EXISTS command_runs`);
      await runner.query(`DROP TABLE IF EXISTS commands`);
    });
  }
}

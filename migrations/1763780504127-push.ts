import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Browsers that have asked for pushes, and what is pushed to them. Rows of pushes go after three days, and with their person. */
export class Push1763780504127 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE push_devices (
        id uuid NOT NULL DEFAULT uuidv7(),
        user_id uuid NOT NULL,
        session_id uuid NOT NULL,
        endpoint text NOT NULL,
        p256dh bytea NOT NULL,
        auth bytea NOT NULL,
        secret_hash bytea NOT NULL,
        vapid_key smallint NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz,
        shown_at timestamptz,
        failures smallint NOT NULL DEFAULT 0,
        CONSTRAINT push_devices_pkey PRIMARY KEY (id),
        CONSTRAINT push_devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT push_devices_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE)`);
    await runner.query(`CREATE INDEX push_devices_user ON push_devices (user_id)`);
    await runner.query(`CREATE UNIQUE INDEX push_devices_session ON push_devices (session_id)`);
    await runner.query(`CREATE UNIQUE INDEX push_devices_endpoint ON push_devices (endpoint)`);
    await runner.query(`
      CREATE TABLE pushes (
        device_id uuid NOT NULL,
        message_id uuid NOT NULL,
        user_id uuid NOT NULL,
        room_id uuid NOT NULL,
        seq bigint NOT NULL,
        kind text NOT NULL,
        reason text NOT NULL,
        was_online boolean NOT NULL,
        decided_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz,
        tries smallint NOT NULL DEFAULT 0,
        sent_at timestamptz,
        shown_at timestamptz,
        withdrawn_at timestamptz,
        CONSTRAINT pushes_pkey PRIMARY KEY (device_id, message_id))`);
    await runner.query(`CREATE INDEX pushes_user ON pushes (user_id, message_id)`);
    await runner.query(`CREATE INDEX pushes_decided ON pushes (decided_at)`);
    await runner.query(`CREATE INDEX pushes_due ON pushes (due_at) WHERE due_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE pushes`);
    await runner.query(`DROP TABLE push_devices`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Attachments and avatars. */
export class Uploads1763733000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE attachments (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        uploader_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        message_id uuid REFERENCES messages ON DELETE CASCADE,
        room_id uuid REFERENCES rooms ON DELETE CASCADE,
        seq bigint,
        position smallint,
        kind text NOT NULL CHECK (kind IN ('image', 'audio', 'file')),
        name text NOT NULL,
        mime text NOT NULL,
        size bigint NOT NULL,
        sha256 bytea NOT NULL,
        width integer,
        height integer,
        duration_ms integer,
        waveform smallint[],
        status text NOT NULL CHECK (status IN ('pending', 'clean', 'refused')),
        key text,
        thumbnail_key text,
        received_key text,
        scan_at timestamptz,
        scans smallint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX attachments_message ON attachments (message_id, position)`);
    await runner.query(`CREATE INDEX attachments_room ON attachments (room_id, seq)`);
    await runner.query(`CREATE INDEX attachments_uploader ON attachments (uploader_id)`);
    await runner.query(`CREATE INDEX attachments_unsent ON attachments (created_at) WHERE message_id IS NULL`);
    await runner.query(`CREATE INDEX attachments_scans ON attachments (scan_at) WHERE status = 'pending'`);

    await runner.query(`
      CREATE TABLE discarded_files (key text PRIMARY KEY, due_at timestamptz NOT NULL DEFAULT now())`);
    await runner.query(`CREATE INDEX discarded_files_due ON discarded_files (due_at)`);

    // Triggers, because rows go in many ways (a message, a room, an account) and each must also delete the stored file.
    await runner.query(`
      CREATE FUNCTION attachments_discard_files() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        INSERT INTO discarded_files (key)
        SELECT DISTINCT file FROM unnest(ARRAY[OLD.key, OLD.thumbnail_key, OLD.received_key]) AS file
        WHERE file IS NOT NULL AND (TG_OP = 'DELETE'
          OR file <> ALL (array_remove(ARRAY[NEW.key, NEW.thumbnail_key, NEW.received_key], NULL)))
        ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER attachments_discard AFTER DELETE OR UPDATE OF key, thumbnail_key, received_key ON attachments
      FOR EACH ROW EXECUTE FUNCTION attachments_discard_files()`);

    await runner.query(`ALTER TABLE users ADD COLUMN avatar_key text`);
    await runner.query(`
      CREATE FUNCTION users_discard_avatar() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        INSERT INTO discarded_files (key) VALUES (OLD.avatar_key || '-256'), (OLD.avatar_key || '-64') ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER users_avatar_discard AFTER UPDATE OF avatar_key ON users FOR EACH ROW
      WHEN (OLD.avatar_key IS NOT NULL AND OLD.avatar_key IS DISTINCT FROM NEW.avatar_key)
      EXECUTE FUNCTION users_discard_avatar()`);
    await runner.query(`DROP TRIGGER users_profile_changed ON users`);
    await runner.query(noteProfileChange('username, display_name, role, avatar_key'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER users_profile_changed ON users`);
    await runner.query(noteProfileChange('username, display_name, role'));
    await runner.query(`DROP TRIGGER users_avatar_discard ON users`);
    await runner.query(`DROP FUNCTION users_discard_avatar`);
    await runner.query(`ALTER TABLE users DROP COLUMN avatar_key`);
    await runner.query(`DROP TABLE attachments, discarded_files`);
    await runner.query(`DROP FUNCTION attachments_discard_files`);
  }
}

/** When the public profile of a user changes. */
function noteProfileChange(columns: string): string {
  const of = (row: string) => columns.replace(/\w+/g, `${row}.$&`);
  return `CREATE TRIGGER users_profile_changed BEFORE UPDATE ON users FOR EACH ROW
    WHEN ((${of('OLD')}) IS DISTINCT FROM (${of('NEW')})) EXECUTE FUNCTION users_note_profile_change()`;
}

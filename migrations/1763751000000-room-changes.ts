import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a room or a membership last changed: nodes find by it the changes whose hint was lost. */
export class RoomChanges1763751000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['rooms', 'room_members']) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN changed_at timestamptz`);
      await runner.query(`CREATE INDEX ${table}_changed ON ${table} (changed_at) WHERE changed_at IS NOT NULL`);
    }
    // A trigger, because these change in several places and none may omit it; only for the named columns, because read
    // marks move with every message.
    await runner.query(`
      CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.changed_at := clock_timestamp(); RETURN NEW; END $$`);
    await runner.query(`
      CREATE TRIGGER rooms_changed
      BEFORE UPDATE OF name, topic, code, password_hash, mention_room_by, archived_at ON rooms FOR EACH ROW
      WHEN ((OLD.name, OLD.topic, OLD.code, OLD.password_hash, OLD.mention_room_by, OLD.archived_at)
        IS DISTINCT FROM (NEW.name, NEW.topic, NEW.code, NEW.password_hash, NEW.mention_room_by, NEW.archived_at))
      EXECUTE FUNCTION note_change()`);
    await runner.query(`
      CREATE TRIGGER room_members_changed BEFORE UPDATE OF role, muted_until, notify ON room_members FOR EACH ROW
      WHEN ((OLD.role, OLD.muted_until, OLD.notify) IS DISTINCT FROM (NEW.role, NEW.muted_until, NEW.notify))
      EXECUTE FUNCTION note_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['rooms', 'room_members']) {
      await runner.query(`DROP TRIGGER ${table}_changed ON ${table}`);
      await runner.query(`ALTER TABLE ${table} DROP COLUMN changed_at`);
    }
    await runner.query(`DROP FUNCTION note_change`);
  }
}

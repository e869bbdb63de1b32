import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The version of what a message is judged by: the room, its members and bans, and for a direct room whether the other
 * person's account still is. Each change raises it under the lock of the head, so that a send that names the version it
 * was judged by is written only while that version holds.
 */
export class RoomRules1763767285517 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE room_head ADD COLUMN rules bigint NOT NULL DEFAULT 1`);
    await raiseOnRow(runner, 'rooms', 'id', ['kind', 'lobby', 'archived_at', 'deleted_at', 'mention_room_by']);
    await raiseOnRow(runner, 'room_members', 'room_id', ['role', 'visible_from_seq', 'muted_until', 'opened']);
    await raiseOnStatements(runner, ['room_members', 'room_bans']);
    await raiseWhereTheOtherIsGone(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER users_direct_rules ON users`);
    await runner.query(`DROP FUNCTION raise_direct_rules`);
    for (const table of ['room_bans', 'room_members'])
      for (const event of ['insert', 'delete']) await runner.query(`DROP TRIGGER ${table}_rules_${event} ON ${table}`);
    await runner.query(`DROP FUNCTION raise_rules_of_changed`);
    for (const table of ['room_members', 'rooms']) {
      await runner.query(`DROP TRIGGER ${table}_rules_update ON ${table}`);
      await runner.query(`DROP FUNCTION ${table}_raise_rules`);
    }
    await runner.query(`ALTER TABLE room_head DROP COLUMN rules`);
  }
}

/** Row by row: it costs a statement nothing that sets none of these columns, such as a read mark. */
async function raiseOnRow(runner: QueryRunner, table: string, roomId: string, columns: string[]): Promise<void> {
  const changed = columns.map((column) => `OLD.${column} IS DISTINCT FROM NEW.${column}`).join(' OR ');
  await runner.query(`
    CREATE FUNCTION ${table}_raise_rules() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      UPDATE room_head SET rules = rules + 1 WHERE room_id = NEW.${roomId};
      RETURN NULL;
    END $$`);
  await runner.query(`
    CREATE TRIGGER ${table}_rules_update AFTER UPDATE OF ${columns.join()} ON ${table}
    FOR EACH ROW WHEN (${changed}) EXECUTE FUNCTION ${table}_raise_rules()`);
}

/** Once a statement, however many rows it adds or deletes. */
async function raiseOnStatements(runner: QueryRunner, tables: string[]): Promise<void> {
  await runner.query(`
    CREATE FUNCTION raise_rules_of_changed() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      PERFORM FROM room_head WHERE room_id IN (SELECT room_id FROM changed) ORDER BY room_id FOR NO KEY UPDATE;
      UPDATE room_head SET rules = rules + 1 WHERE room_id IN (SELECT room_id FROM changed);
      RETURN NULL;
    END $$`);
  const events = { insert: 'NEW', delete: 'OLD' };
  for (const table of tables)
    for (const [event, rows] of Object.entries(events))
      await runner.query(`
        CREATE TRIGGER ${table}_rules_${event} AFTER ${event.toUpperCase()} ON ${table}
        REFERENCING ${rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION raise_rules_of_changed()`);
}

async function raiseWhereTheOtherIsGone(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION raise_direct_rules() RETURNS trigger LANGUAGE plpgsql AS
    $$ DECLARE
      direct uuid[] := ARRAY(SELECT m.room_id FROM room_members m JOIN rooms r ON r.id = m.room_id
        WHERE m.user_id = NEW.id AND r.kind = 'direct');
    BEGIN
      PERFORM FROM room_head WHERE room_id = ANY(direct) ORDER BY room_id FOR NO KEY UPDATE;
      UPDATE room_head SET rules = rules + 1 WHERE room_id = ANY(direct);
      RETURN NULL;
    END $$`);
  await runner.query(`
    CREATE TRIGGER users_direct_rules AFTER UPDATE OF deleted_at, disabled_at ON users FOR EACH ROW
    WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.disabled_at IS DISTINCT FROM NEW.disabled_at)
    EXECUTE FUNCTION raise_direct_rules()`);
}

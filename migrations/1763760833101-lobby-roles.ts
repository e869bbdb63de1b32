import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { repeatInBatches } from '../src/common/database/online-migration.ts';

/** The role on the server decides what a member may do in the Lobby: stored roles there mean nothing any more. */
export class LobbyRoles1763760833101 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await repeatInBatches(
      runner,
      `UPDATE room_members SET role = 'member' WHERE (room_id, user_id) IN (
         SELECT room_id, user_id FROM room_members
         WHERE role <> 'member' AND room_id IN (SELECT id FROM rooms WHERE lobby) LIMIT $1)
       RETURNING 1`,
    );
    await withShortLocks(runner, () => this.addTrigger(runner));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER users_lobby_role ON users`);
    await runner.query(`DROP FUNCTION note_lobby_role`);
    await runner.query(`
      UPDATE room_members m SET role = 'owner' FROM users u
      WHERE u.id = m.user_id AND u.role = 'admin' AND m.room_id IN (SELECT id FROM rooms WHERE lobby)`);
  }

  private async addTrigger(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION note_lobby_role() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE room_members SET changed_at = clock_timestamp()
        WHERE user_id = NEW.id AND room_id IN (SELECT id FROM rooms WHERE lobby);
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE OR REPLACE TRIGGER users_lobby_role AFTER UPDATE OF role ON users FOR EACH ROW
      WHEN (OLD.role <> NEW.role) EXECUTE FUNCTION note_lobby_role()`);
  }
}

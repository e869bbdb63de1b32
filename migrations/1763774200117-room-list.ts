import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

const BEFORE = ['role', 'muted_until', 'notify'];

/** What members set for their own list of rooms: favourites, hidden rooms, and rooms that are quiet for a time. */
export class RoomList1763774200117 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        ALTER TABLE room_members
          ADD COLUMN IF NOT EXISTS quiet_until timestamptz,
          ADD COLUMN IF NOT EXISTS favourite boolean NOT NULL DEFAULT false,
          ADD COLUMN IF NOT EXISTS hidden_seq bigint`);
      await noteChangesOf(runner, [...BEFORE, 'quiet_until', 'favourite', 'hidden_seq']);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await noteChangesOf(runner, BEFORE);
      await runner.query(`
        ALTER TABLE room_members
          DROP COLUMN IF EXISTS quiet_until, DROP COLUMN IF EXISTS favourite, DROP COLUMN IF EXISTS hidden_seq`);
    });
  }
}

async function noteChangesOf(runner: QueryRunner, columns: string[]): Promise<void> {
  const of = (row: string) => columns.map((column) => `${row}.${column}`).join(', ');
  await runner.query(`
    CREATE OR REPLACE TRIGGER room_members_changed BEFORE UPDATE OF ${columns.join(', ')} ON room_members FOR EACH ROW
    WHEN ((${of('OLD')}) IS DISTINCT FROM (${of('NEW')})) EXECUTE FUNCTION note_change()`);
}

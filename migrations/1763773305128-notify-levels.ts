import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { repeatInBatches } from '../src/common/database/online-migration.ts';

/**
 * The level `all` notifies of every message from now on. Until now it did what `mentions` does and was the default: who has
 * it gets `mentions`, which nobody chose against.
 */
export class NotifyLevels1763773305128 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE room_members ALTER notify SET DEFAULT 'mentions'`);
    });
    await replaceLevel(runner, 'all', 'mentions');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE room_members ALTER notify SET DEFAULT 'all'`);
    await replaceLevel(runner, 'mentions', 'all');
  }
}

/** The change is no news: noted as such, nodes would send every room to every member. */
async function replaceLevel(runner: QueryRunner, from: string, to: string): Promise<void> {
  await withShortLocks(runner, () => noteChangesOf(runner, ['role', 'muted_until']));
  await repeatInBatches(
    runner,
    `UPDATE room_members SET notify = '${to}' WHERE (room_id, user_id) IN (
       SELECT room_id, user_id FROM room_members WHERE notify = '${from}' LIMIT $1)
     RETURNING 1`,
  );
  await withShortLocks(runner, () => noteChangesOf(runner, ['role', 'muted_until', 'notify']));
}

async function noteChangesOf(runner: QueryRunner, columns: string[]): Promise<void> {
  const of = (row: string) => columns.map((column) => `${row}.${column}`).join(', ');
  await runner.query(`
    CREATE OR REPLACE TRIGGER room_members_changed BEFORE UPDATE OF ${columns.join(', ')} ON room_members FOR EACH ROW
    WHEN ((${of('OLD')}) IS DISTINCT FROM (${of('NEW')})) EXECUTE FUNCTION note_change()`);
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

const BATCH_ROWS = 2_000;

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

/**
 * In batches, each in a transaction of its own. A trigger notes each as a change of a membership, by which nodes would send
 * every room to every member: the time of the last real change is put back.
 */
async function replaceLevel(runner: QueryRunner, from: string, to: string): Promise<void> {
  let isDone = false;
  while (!isDone)
    await withShortLocks(runner, async () => {
      const changed = (await runner.query(
        `WITH old AS (
           SELECT room_id, user_id, changed_at FROM room_members WHERE notify = $1 ORDER BY room_id, user_id
           LIMIT ${BATCH_ROWS} FOR NO KEY UPDATE
         ), updated AS (
           UPDATE room_members m SET notify = $2 FROM old WHERE (m.room_id, m.user_id) = (old.room_id, old.user_id)
         )
         SELECT room_id::text AS room, user_id::text AS person, changed_at::text AS at FROM old`,
        [from, to],
      )) as { room: string; person: string; at: string | null }[];
      await runner.query(
        `UPDATE room_members m SET changed_at = old.at
         FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) old (room_id, user_id, at)
         WHERE (m.room_id, m.user_id) = (old.room_id, old.user_id)`,
        [changed.map(({ room }) => room), changed.map(({ person }) => person), changed.map(({ at }) => at)],
      );
      isDone = changed.length === 0;
    });
}

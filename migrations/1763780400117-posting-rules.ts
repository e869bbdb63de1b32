import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { addCheck } from '../src/common/database/online-migration.ts';

const ROLE_COLUMNS = ['post_by', 'reply_by', 'react_by'];
const SHOWN_BEFORE = ['name', 'topic', 'code', 'password_hash', 'mention_room_by', 'archived_at'];
const JUDGED_BEFORE = ['kind', 'lobby', 'archived_at', 'deleted_at', 'mention_room_by'];

/**
 * Announcement rooms and slow mode: the lowest roles that may write, reply in threads and react, the seconds between two
 * messages of a member, and when each member wrote last. Writing is judged by the version of the room's rules, so a change
 * of those columns raises it.
 */
export class PostingRules1763780400117 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        ALTER TABLE rooms
          ${ROLE_COLUMNS.map((column) => `ADD COLUMN IF NOT EXISTS ${column} text NOT NULL DEFAULT 'member'`).join()},
          ADD COLUMN IF NOT EXISTS slow_seconds integer NOT NULL DEFAULT 0`);
      await noteChangesOf(runner, [...SHOWN_BEFORE, ...ROLE_COLUMNS, 'slow_seconds']);
      await raiseRulesWith(runner, [...JUDGED_BEFORE, 'post_by', 'reply_by', 'slow_seconds']);
    });
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE room_members ADD COLUMN IF NOT EXISTS last_said_at timestamptz`);
    });
    for (const column of ROLE_COLUMNS)
      await addCheck(runner, {
        table: 'rooms',
        name: `rooms_${column}_check`,
        definition: `CHECK (${column} IN ('member', 'moderator', 'owner'))`,
      });
    await addCheck(runner, {
      table: 'rooms',
      name: 'rooms_slow_seconds_check',
      definition: 'CHECK (slow_seconds BETWEEN 0 AND 21600)',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await noteChangesOf(runner, SHOWN_BEFORE);
      await raiseRulesWith(runner, JUDGED_BEFORE);
      const columns = [...ROLE_COLUMNS, 'slow_seconds'].map((column) => `DROP COLUMN IF EXISTS ${column}`);
      await runner.query(`ALTER TABLE rooms ${columns.join()}`);
    });
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE room_members DROP COLUMN IF EXISTS last_said_at`);
    });
  }
}

async function noteChangesOf(runner: QueryRunner, columns: string[]): Promise<void> {
  await runner.query(`
    CREATE OR REPLACE TRIGGER rooms_changed BEFORE UPDATE OF ${columns.join()} ON rooms FOR EACH ROW
    WHEN (${changeOf(columns)}) EXECUTE FUNCTION note_change()`);
}

async function raiseRulesWith(runner: QueryRunner, columns: string[]): Promise<void> {
  await runner.query(`
    CREATE OR REPLACE TRIGGER rooms_rules_update AFTER UPDATE OF ${columns.join()} ON rooms FOR EACH ROW
    WHEN (${changeOf(columns)}) EXECUTE FUNCTION rooms_raise_rules()`);
}

const changeOf = (columns: string[]): string => {
  const of = (row: string) => columns.map((column) => `${row}.${column}`).join();
  return `(${of('OLD')}) IS DISTINCT FROM (${of('NEW')})`;
};

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { createIndex, dropIndex } from '../src/common/database/online-migration.ts';

const PROFILE = 'username, display_name, avatar_key, role, name_is_ambiguous, email';
const STATUS = 'status_emoji, status_text, status_until';

/** A status has an emoji and an end, and is part of the profile that others see beside a name; a person has a time zone. */
export class StatusEnds1763778001305 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        ALTER TABLE users
          ADD COLUMN IF NOT EXISTS status_emoji text,
          ADD COLUMN IF NOT EXISTS status_until timestamptz,
          ADD COLUMN IF NOT EXISTS time_zone text`);
      await noteChangesOf(runner, `${PROFILE}, ${STATUS}`);
    });
    await createIndex(runner, {
      name: 'users_status_until',
      on: 'ON users (status_until) WHERE status_until IS NOT NULL',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'users_status_until');
    await withShortLocks(runner, async () => {
      await noteChangesOf(runner, PROFILE);
      await runner.query(`
        ALTER TABLE users
          DROP COLUMN IF EXISTS status_emoji, DROP COLUMN IF EXISTS status_until, DROP COLUMN IF EXISTS time_zone`);
    });
  }
}

async function noteChangesOf(runner: QueryRunner, columns: string): Promise<void> {
  const of = (row: string) => columns.replace(/\w+/g, `${row}.$&`);
  await runner.query(`
    CREATE OR REPLACE TRIGGER users_profile_changed BEFORE UPDATE ON users FOR EACH ROW
    WHEN ((${of('OLD')}) IS DISTINCT FROM (${of('NEW')})) EXECUTE FUNCTION users_note_profile_change()`);
}

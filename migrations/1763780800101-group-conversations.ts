import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { addCheck } from '../src/common/database/online-migration.ts';

/** Group conversations: rooms of a further kind, which have a key like direct rooms until their members change. */
export class GroupConversations1763780800101 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await replaceChecks(runner, {
      rooms_kind_check: `kind IN ('public', 'private', 'direct', 'group')`,
      rooms_direct_key_check: `kind = 'group' OR (kind = 'direct') = (direct_key IS NOT NULL)`,
    });
  }

  /** Group conversations stay as private rooms. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE rooms SET kind = 'private', direct_key = NULL WHERE kind = 'group'`);
    await replaceChecks(runner, {
      rooms_kind_check: `kind IN ('public', 'private', 'direct')`,
      rooms_check: `(kind = 'direct') = (direct_key IS NOT NULL)`,
    });
  }
}

/** Until the new checks are there, the server keeps them. */
async function replaceChecks(runner: QueryRunner, checks: Record<string, string>): Promise<void> {
  await withShortLocks(runner, () =>
    runner.query(`
      ALTER TABLE rooms DROP CONSTRAINT IF EXISTS rooms_kind_check, DROP CONSTRAINT IF EXISTS rooms_check,
        DROP CONSTRAINT IF EXISTS rooms_direct_key_check`),
  );
  for (const [name, condition] of Object.entries(checks))
    await addCheck(runner, { table: 'rooms', name, definition: `CHECK (${condition})` });
}

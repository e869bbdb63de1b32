import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { addForeignKey, createIndex, dropIndex } from '../src/common/database/online-migration.ts';

/** Programs among the users, whom their messages name as they call themselves. */
export class Bots1763780310000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, () =>
      runner.query(`ALTER TABLE users ADD COLUMN IF NOT EXISTS kind text NOT NULL DEFAULT 'person',
        ADD COLUMN IF NOT EXISTS bot_owner_id uuid`),
    );
    await withShortLocks(runner, async () => {
      await runner.query(`ALTER TABLE users DROP CONSTRAINT IF EXISTS users_kind_check`);
      await runner.query(
        `ALTER TABLE users ADD CONSTRAINT users_kind_check CHECK (kind IN ('person', 'bot')) NOT VALID`,
      );
    });
    await runner.query(`ALTER TABLE users VALIDATE CONSTRAINT users_kind_check`);
    await addForeignKey(runner, {
      table: 'users',
      name: 'users_bot_owner_id_fkey',
      definition: 'FOREIGN KEY (bot_owner_id) REFERENCES users (id) ON DELETE SET NULL',
    });
    await createIndex(runner, {
      name: 'users_bot_owner',
      on: 'ON users (bot_owner_id) WHERE bot_owner_id IS NOT NULL',
    });
    await withShortLocks(runner, () => runner.query(`ALTER TABLE messages ADD COLUMN IF NOT EXISTS program jsonb`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, () => runner.query(`ALTER TABLE messages DROP COLUMN IF EXISTS program`));
    await dropIndex(runner, 'users_bot_owner');
    await withShortLocks(runner, () =>
      runner.query(`ALTER TABLE users DROP COLUMN IF EXISTS bot_owner_id, DROP COLUMN IF EXISTS kind`),
    );
  }
}

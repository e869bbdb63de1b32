import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** To which devices of a person a message was pushed. */
export class PushesInTheAttentionLog1763780800300 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, () =>
      runner.query(`ALTER TABLE attention_log ADD COLUMN IF NOT EXISTS device_ids uuid[]`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE attention_log DROP COLUMN device_ids`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/** On which day an assistant last used a token. */
export class McpUse1763780800730 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, () =>
      runner.query(`ALTER TABLE personal_tokens ADD COLUMN IF NOT EXISTS mcp_used_on date`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, () => runner.query(`ALTER TABLE personal_tokens DROP COLUMN mcp_used_on`));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/common/database/online-migration.ts';

/** Each start looks for the last entry about the rules for signing in. */
export class PolicyRecord1763780800601 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, {
      name: 'audit_log_policy',
      on: `ON audit_log (id) WHERE action = 'policy_changed'`,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'audit_log_policy');
  }
}

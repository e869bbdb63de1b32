import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, dropIndex } from '../src/common/database/online-migration.ts';

/** Finds messages by the names of their files. */
export class FileNames1763780601000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, {
      name: 'attachments_names',
      on: `ON attachments USING gin (folded(name) gin_trgm_ops) WHERE message_id IS NOT NULL`,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'attachments_names');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { createIndex } from '../src/common/database/online-migration.ts';

/** Entries of the audit log can be deleted by the operator's retention only, and not within 30 days. */
export class AuditRetention1763764180226 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndex(runner, { name: 'audit_log_at', on: 'ON audit_log (at)' });
    await withShortLocks(runner, () => this.letRetentionDelete(runner));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX audit_log_at`);
    await runner.query(`DROP TRIGGER audit_log_keep ON audit_log`);
    await runner.query(`DROP FUNCTION audit_log_keep`);
    await runner.query(`DROP TRIGGER audit_log_append_only ON audit_log`);
    await runner.query(`
      CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
      FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()`);
  }

  private async letRetentionDelete(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE TRIGGER audit_log_append_only BEFORE UPDATE OR TRUNCATE ON audit_log
      FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit_log_keep() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        IF current_setting('parley.audit_retention', true) = 'on' AND OLD.at < now() - interval '30 days' THEN
          RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the audit log is append-only';
      END $$`);
    await runner.query(`
      CREATE OR REPLACE TRIGGER audit_log_keep BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_log_keep()`);
  }
}

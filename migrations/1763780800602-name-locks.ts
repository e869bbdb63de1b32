import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/**
 * Of two people who take one display name at once, the second sees the first. New accounts wait for each other only where
 * their names may look alike (by one of 256 hashes), and for names that change; a change waits for everybody, before it
 * locks any row. Before this all new accounts waited for each other, until each was committed.
 */
export class NameLocks1763780800602 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE OR REPLACE FUNCTION users_lock_names() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
          IF TG_OP = 'INSERT' THEN PERFORM pg_advisory_xact_lock_shared(7265540);
          ELSE PERFORM pg_advisory_xact_lock(7265540);
          END IF;
          RETURN NULL;
        END $$`);
      await runner.query(`
        CREATE OR REPLACE FUNCTION users_lock_new_name() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
          IF NEW.name_skeleton <> '' THEN
            PERFORM pg_advisory_xact_lock(7265540, hashtext(NEW.name_skeleton) & 255);
          END IF;
          RETURN NEW;
        END $$`);
      await runner.query(`
        CREATE OR REPLACE TRIGGER users_new_name_lock BEFORE INSERT ON users
        FOR EACH ROW EXECUTE FUNCTION users_lock_new_name()`);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`DROP TRIGGER IF EXISTS users_new_name_lock ON users`);
      await runner.query(`DROP FUNCTION IF EXISTS users_lock_new_name`);
      await runner.query(`
        CREATE OR REPLACE FUNCTION users_lock_names() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(7265540); RETURN NULL; END $$`);
    });
  }
}

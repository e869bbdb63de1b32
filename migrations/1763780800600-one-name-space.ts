import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

/**
 * User names and handles of groups are one name space, also for two requests at once: a group's name is stored while
 * nobody else stores one (SHARE ROW EXCLUSIVE keeps writers of `users` waiting until it is committed), and both sides
 * look for the name in the other table under that lock.
 */
export class OneNameSpace1763780800600 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE OR REPLACE FUNCTION refuse_name_of_group() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT FROM user_groups
                     WHERE handle_key = NEW.username_key OR handle_skeleton = NEW.username_skeleton) THEN
            RAISE unique_violation USING MESSAGE = 'a group has this name', CONSTRAINT = 'users_username_of_group';
          END IF;
          RETURN NEW;
        END $$`);
      await runner.query(`
        CREATE OR REPLACE FUNCTION refuse_name_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
          IF EXISTS (SELECT FROM users
                     WHERE username_key = NEW.handle_key OR username_skeleton = NEW.handle_skeleton) THEN
            RAISE unique_violation USING MESSAGE = 'a person has this name', CONSTRAINT = 'user_groups_handle_of_user';
          END IF;
          RETURN NEW;
        END $$`);
    });
    await withShortLocks(runner, () =>
      runner.query(`
        CREATE OR REPLACE TRIGGER users_name_of_group BEFORE INSERT OR UPDATE OF username_key, username_skeleton ON users
        FOR EACH ROW EXECUTE FUNCTION refuse_name_of_group()`),
    );
    await withShortLocks(runner, () =>
      runner.query(`
        CREATE OR REPLACE TRIGGER user_groups_name_of_user BEFORE INSERT OR UPDATE OF handle_key, handle_skeleton
        ON user_groups FOR EACH ROW EXECUTE FUNCTION refuse_name_of_user()`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`DROP TRIGGER IF EXISTS users_name_of_group ON users`);
      await runner.query(`DROP TRIGGER IF EXISTS user_groups_name_of_user ON user_groups`);
      await runner.query(`DROP FUNCTION IF EXISTS refuse_name_of_group()`);
      await runner.query(`DROP FUNCTION IF EXISTS refuse_name_of_user()`);
    });
  }
}

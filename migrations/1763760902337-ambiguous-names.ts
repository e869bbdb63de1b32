import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';
import { createIndex, updateInBatches } from '../src/common/database/online-migration.ts';
import { nameSkeleton } from '../src/users/name-skeleton.ts';

const PROFILE = 'username, display_name, role, avatar_key';
const PAGE_ROWS = 1000;

/** Whether the name of `u` is that of the system, or looks like that of another person. */
const IS_AMBIGUOUS = `u.name_skeleton <> '' AND (u.name_skeleton = '*' OR EXISTS
  (SELECT FROM users other WHERE other.name_skeleton = u.name_skeleton AND other.id <> u.id))`;

/**
 * Display names that look like those of others, or of the system: they are shown with the user name. `name_skeleton` is
 * written by the server with the name (see `name-skeleton.ts`), the mark by a trigger, for every account that a change concerns.
 * The version before this one writes names without it: they are compared once they change again.
 */
export class AmbiguousNames1763760902337 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, () => addColumns(runner));
    await fillSkeletons(runner);
    const on = `ON users (name_skeleton) WHERE name_skeleton <> ''`;
    await createIndex(runner, { name: 'users_name_skeleton', on });
    await withShortLocks(runner, () => replaceProfileTrigger(runner, `${PROFILE}, name_is_ambiguous`));
    const marked = { set: 'name_is_ambiguous = true', where: `NOT u.name_is_ambiguous AND ${IS_AMBIGUOUS}` };
    await updateInBatches(runner, { table: 'users u', ...marked });
    await withShortLocks(runner, () => addNameTriggers(runner));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER users_names_mark ON users`);
    await runner.query(`DROP FUNCTION users_mark_ambiguous_names`);
    await runner.query(`DROP TRIGGER users_names_lock ON users`);
    await runner.query(`DROP FUNCTION users_lock_names`);
    await replaceProfileTrigger(runner, PROFILE);
    await runner.query(`ALTER TABLE users DROP COLUMN name_skeleton, DROP COLUMN name_is_ambiguous`);
  }
}

async function addColumns(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE users
      ADD COLUMN IF NOT EXISTS name_skeleton text NOT NULL DEFAULT '',
      ADD COLUMN IF NOT EXISTS name_is_ambiguous boolean NOT NULL DEFAULT false`);
}

async function addNameTriggers(runner: QueryRunner): Promise<void> {
  // Before any row is locked: of two people who take one name at once, the second sees the first.
  await runner.query(`
    CREATE OR REPLACE FUNCTION users_lock_names() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock(7265540); RETURN NULL; END $$`);
  await runner.query(`
    CREATE OR REPLACE TRIGGER users_names_lock BEFORE INSERT OR UPDATE OF name_skeleton ON users
    FOR EACH STATEMENT EXECUTE FUNCTION users_lock_names()`);
  await runner.query(`
    CREATE OR REPLACE FUNCTION users_mark_ambiguous_names() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      UPDATE users u SET name_is_ambiguous = NOT u.name_is_ambiguous
      WHERE (u.id = NEW.id OR u.name_skeleton <> '' AND u.name_skeleton IN (OLD.name_skeleton, NEW.name_skeleton))
        AND u.name_is_ambiguous <> (${IS_AMBIGUOUS});
      RETURN NULL;
    END $$`);
  await runner.query(`
    CREATE OR REPLACE TRIGGER users_names_mark AFTER INSERT OR UPDATE OF name_skeleton ON users
    FOR EACH ROW EXECUTE FUNCTION users_mark_ambiguous_names()`);
}

async function fillSkeletons(runner: QueryRunner): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const people = (await runner.query(
      `SELECT id, display_name AS name FROM users WHERE id > $1 AND deleted_at IS NULL ORDER BY id LIMIT ${PAGE_ROWS}`,
      [after],
    )) as { id: string; name: string }[];
    const last = people.at(-1);
    if (!last) return;
    await runner.query(
      `UPDATE users u SET name_skeleton = s.skeleton FROM unnest($1::uuid[], $2::text[]) s(id, skeleton) WHERE u.id = s.id`,
      [people.map(({ id }) => id), people.map(({ name }) => nameSkeleton(name))],
    );
    after = last.id;
  }
}

/** Notes when the public profile of a user changes. */
async function replaceProfileTrigger(runner: QueryRunner, columns: string): Promise<void> {
  const of = (row: string) => columns.replace(/\w+/g, `${row}.$&`);
  await runner.query(`
    CREATE OR REPLACE TRIGGER users_profile_changed BEFORE UPDATE ON users FOR EACH ROW
    WHEN ((${of('OLD')}) IS DISTINCT FROM (${of('NEW')})) EXECUTE FUNCTION users_note_profile_change()`);
}

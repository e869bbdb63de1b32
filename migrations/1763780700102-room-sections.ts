import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withShortLocks } from '../src/common/database/lock-retry.ts';

const BEFORE = ['role', 'muted_until', 'notify', 'quiet_until', 'favourite', 'hidden_seq'];

/** Sections of people's lists of rooms, and which of them a room is in. */
export class RoomSections1763780700102 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await runner.query(`
        CREATE TABLE IF NOT EXISTS room_sections (
          user_id uuid NOT NULL,
          id uuid NOT NULL,
          name text NOT NULL,
          collapsed boolean NOT NULL,
          sort text NOT NULL,
          place text NOT NULL,
          CONSTRAINT room_sections_pkey PRIMARY KEY (user_id, id),
          CONSTRAINT room_sections_sort_check CHECK (sort IN ('recent', 'name', 'place')),
          CONSTRAINT room_sections_user_id_fkey FOREIGN KEY (user_id) REFERENCES person_head (user_id) ON DELETE CASCADE)`);
    });
    await withShortLocks(runner, async () => {
      await runner.query(`
        ALTER TABLE room_members ADD COLUMN IF NOT EXISTS section_id uuid, ADD COLUMN IF NOT EXISTS place text`);
      await noteChangesOf(runner, [...BEFORE, 'section_id', 'place']);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withShortLocks(runner, async () => {
      await noteChangesOf(runner, BEFORE);
      await runner.query(`ALTER TABLE room_members DROP COLUMN IF EXISTS section_id, DROP COLUMN IF EXISTS place`);
    });
    await withShortLocks(runner, () => runner.query(`DROP TABLE IF EXISTS room_sections`));
  }
}

async function noteChangesOf(runner: QueryRunner, columns: string[]): Promise<void> {
  const of = (row: string) => columns.map((column) => `${row}.${column}`).join(', ');
  await runner.query(`
    CREATE OR REPLACE TRIGGER room_members_changed BEFORE UPDATE OF ${columns.join(', ')} ON room_members FOR EACH ROW
    WHEN ((${of('OLD')}) IS DISTINCT FROM (${of('NEW')})) EXECUTE FUNCTION note_change()`);
}

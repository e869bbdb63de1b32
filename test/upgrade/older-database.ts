import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { connection, loadMigrations } from '../../ormconfig.ts';
import { migrateStepByStep, nameOf } from '../../src/operations/migration-runner.ts';
import { emptyDatabase } from '../support/operator.ts';

/** The last migration of 0.1.0. */
const LAST_RELEASED = 'ThreadFollowers1763754000000';
const PEOPLE = 200;
const ROOMS = 50;

/** A database as 0.1.0 leaves it, with this many messages in 50 rooms, files at every twentieth and edits. */
export async function olderDatabase(messages: number): Promise<string> {
  const url = await emptyDatabase();
  await migrateToReleased(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of fill(messages)) await client.query(statement);
  } finally {
    await client.end();
  }
  return url;
}

export async function migrateToReleased(url: string): Promise<void> {
  const source = await new DataSource({ ...connection, url, migrations: await releasedMigrations() }).initialize();
  const runner = source.createQueryRunner();
  await migrateStepByStep(source, runner, () => undefined);
  await runner.release();
  await source.destroy();
}

async function releasedMigrations(): Promise<(new () => MigrationInterface)[]> {
  const time = (name: string) => Number(name.slice(-13));
  return (await loadMigrations()).filter((migration) => time(nameOf(new migration())) <= time(LAST_RELEASED));
}

/** Indexes of messages that are made after the rows: row by row a million takes minutes. */
const LATER_INDEXES = ['messages_parts', 'messages_time', 'messages_revision', 'messages_author'];

function fill(messages: number): string[] {
  return [
    `CREATE TEMP TABLE later AS SELECT indexdef FROM pg_indexes WHERE indexname = ANY ('{${LATER_INDEXES.join()}}')`,
    `DROP INDEX ${LATER_INDEXES.join()}`,
    `INSERT INTO users (username, username_key, username_skeleton, display_name, role)
     SELECT 'p' || i, 'p' || i, 'p' || i, 'Person ' || i % 150, CASE i WHEN 1 THEN 'admin' ELSE 'member' END
     FROM generate_series(1, ${PEOPLE}) i`,
    `INSERT INTO rooms (code, kind, name) SELECT 'R' || i, 'public', 'Room ' || i FROM generate_series(1, ${ROOMS}) i`,
    `INSERT INTO room_head (room_id, last_seq, revision)
     SELECT id, ${messages}, ${messages} FROM rooms WHERE NOT lobby`,
    `INSERT INTO room_members (room_id, user_id, role)
     SELECT r.id, u.id, CASE u.role WHEN 'admin' THEN 'owner' ELSE 'member' END FROM rooms r CROSS JOIN users u`,
    `INSERT INTO messages (id, room_id, seq, revision, client_id, kind, author_id, body, system, created_at)
     SELECT uuidv7(i * interval '1 ms' - interval '300 days'), r.id, i / ${ROOMS} + 1, i / ${ROOMS} + 1, gen_random_uuid(),
       CASE WHEN i % 200 = 0 THEN 'system' ELSE 'text' END, u.id, 'Message ' || i || ' über ' || md5(i::text),
       CASE WHEN i % 200 = 0 THEN jsonb_build_object('event', 'member_left', 'userId', u.id) END, now() - i * interval '1 second'
     FROM generate_series(0, ${messages - 1}) i
     JOIN (SELECT id, row_number() OVER () - 1 AS n FROM rooms WHERE NOT lobby) r ON r.n = i % ${ROOMS}
     JOIN (SELECT id, row_number() OVER () - 1 AS n FROM users) u ON u.n = i % ${PEOPLE}`,
    `INSERT INTO attachments (uploader_id, message_id, room_id, seq, position, kind, name, mime, size, sha256, status, key)
     SELECT author_id, id, room_id, seq, 0, 'image', 'a.gif', 'image/gif', 1, '\\x00', 'clean', md5(id::text)
     FROM messages WHERE seq % 20 = 0`,
    `INSERT INTO message_edits SELECT m.id, e, m.body, now()
     FROM (SELECT * FROM messages WHERE kind = 'text' LIMIT 20) m CROSS JOIN generate_series(1, 300) e`,
    `DO $$ DECLARE statement text; BEGIN
       FOR statement IN SELECT indexdef FROM later LOOP EXECUTE statement; END LOOP;
     END $$`,
    'ANALYZE',
  ];
}

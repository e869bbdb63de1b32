import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { PLANNING } from '../../src/common/database/pipeline.ts';
import { DRAFT_STATEMENTS } from '../../src/drafts/draft-clearing.ts';
import { STATEMENTS } from '../../src/messages/writing/message-writer.repository.ts';
import { OPTIMISTIC_STATEMENTS } from '../../src/messages/writing/optimistic-write.repository.ts';
import { LAST_MESSAGES, ROOM_LISTS } from '../../src/rooms/rooms.repository.ts';
import { CHANGED_SINCE } from '../../src/timeline/timeline.repository.ts';
import { newDatabase } from '../support/app.ts';

interface Node {
  'Node Type': string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Alias?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  Plans?: Node[];
}

/** How many rows a plan has read under an alias. */
const rowsReadAs = (alias: string, node: Node): number =>
  (node.Alias === alias ? (node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 0) : 0) +
  (node.Plans ?? []).reduce((sum, each) => sum + rowsReadAs(alias, each), 0);

/** A scan of a whole table, or of a whole index, is marked with a `!`. */
const reads = (node: Node): string[] => {
  const type = node['Node Type'];
  const index = node['Index Name'] ?? '';
  const whole = type === 'Seq Scan' || (index && !node['Index Cond']);
  const own = whole ? [`! ${type} ${index}`] : index ? [index] : [];
  return [...own, ...(node.Plans ?? []).flatMap(reads)];
};

/** The only keys by which a statement of the send path may look up rows. */
const BY: Record<string, string[]> = {
  'lock-heads': ['room_head_pkey'],
  'lock-free-heads': ['room_head_pkey'],
  'find-before-writing': [
    'attachments_message',
    'messages_once',
    'messages_pkey',
    'room_bans_pkey',
    'room_members_pkey',
    'rooms_pkey',
    'threads_pkey',
    'user_blocks_pkey',
    'user_group_members_pkey',
    'user_groups_handle_key_key',
    'users_pkey',
    'users_username',
  ],
  'write-messages': ['room_head_pkey', 'room_members_pkey'],
  'write-judged': ['room_head_pkey', 'room_members_pkey', 'users_pkey'],
  'write-judged-direct': ['room_head_pkey', 'room_members_pkey', 'users_pkey'],
  'lock-attachments': ['attachments_pkey'],
  'lock-person-heads': ['person_head_pkey'],
  'clear-drafts': ['drafts_pkey', 'person_head_pkey'],
  'attach-files': ['attachments_pkey', 'messages_place'],
};

/** Fills the tables, half of all messages in one room. */
const FILL = `
  SET session_replication_role = replica;
  INSERT INTO users (id, username, username_key, username_skeleton, display_name)
    SELECT uuidv7(), 'p' || n, 'p' || n, 'p' || n, 'P' FROM generate_series(1, @people) n;
  INSERT INTO rooms (code, kind) SELECT 'R' || n, 'private' FROM generate_series(1, @rooms) n;
  INSERT INTO room_head (room_id) SELECT id FROM rooms;
  INSERT INTO room_members (room_id, user_id) SELECT r.id, u.id FROM rooms r, users u;
  INSERT INTO messages (room_id, seq, revision, client_id, kind, author_id, body)
    SELECT place.rooms[1 + CASE WHEN n % 2 = 0 THEN 0 ELSE n % @rooms END], n, n, gen_random_uuid(), 'text',
      place.people[1 + n % @people], 'said ' || n
    FROM generate_series(1, @messages) n,
      (SELECT (SELECT array_agg(id) FROM rooms) AS rooms, (SELECT array_agg(id) FROM users) AS people) place`;

/**
 * A plan of the send path is kept while tables grow. Whenever it is made, each row must be looked for by its key: any other
 * index is as good in an empty table, and reads a whole room, or all messages of an author, in a full one.
 */
describe('the plans of the send path', () => {
  let sending: pg.Client;
  let reading: pg.Client;

  beforeAll(async () => {
    const connectionString = await newDatabase();
    sending = new pg.Client({ connectionString, options: PLANNING });
    reading = new pg.Client({ connectionString });
    await Promise.all([sending.connect(), reading.connect()]);
  });

  afterAll(async () => {
    await sending.end();
    await reading.end();
  });

  /** PostgreSQL forgets what it knew of them, too. */
  const empty = () => reading.query('TRUNCATE messages, room_members, rooms, users CASCADE');
  const fill = (people: number, rooms: number, messages: number) => async () => {
    await empty();
    await reading.query(
      FILL.replaceAll('@people', `${people}`).replaceAll('@rooms', `${rooms}`).replaceAll('@messages', `${messages}`),
    );
  };
  const analyze = () => reading.query('ANALYZE');

  const readsOf = async (client: pg.Client, text: string): Promise<string[]> => {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
      `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`,
    );
    return [...new Set(rows.flatMap((row) => reads(row['QUERY PLAN'][0].Plan)))].sort();
  };

  test.each([
    ['empty', empty],
    ['empty, as PostgreSQL knows', analyze],
    ['small', fill(3, 2, 40)],
    ['small, as PostgreSQL knows', analyze],
    ['large', fill(100, 50, 30_000)],
    ['large, as PostgreSQL knows', analyze],
  ] as [string, () => unknown][])('look by keys only when tables are %s', async (_, prepare) => {
    await prepare();
    const found: Record<string, string[]> = {};
    for (const { name, text } of [...STATEMENTS, ...OPTIMISTIC_STATEMENTS, ...DRAFT_STATEMENTS])
      found[name] = await readsOf(sending, text);
    // Before PostgreSQL knows that the table is large, both find a member by room and person at the same cost.
    for (const name of Object.keys(found).filter((each) => each.startsWith('write-')))
      found[name] = [
        ...new Set(found[name]?.map((index) => index.replace('room_members_joined', 'room_members_pkey'))),
      ];
    // Both hold the two people of a block, in either order.
    found['find-before-writing'] = [
      ...new Set(
        found['find-before-writing']?.map((index) => index.replace('user_blocks_blocked', 'user_blocks_pkey')),
      ),
    ].sort();
    expect(found).toEqual(BY);
  });

  test('of the feed find what has changed in a room by its revision', async () => {
    await fill(100, 50, 30_000)();
    await analyze();
    expect(await readsOf(reading, CHANGED_SINCE)).toContain('messages_revision');
  });

  test('of the list of rooms read nothing of the other members but in direct rooms, and one message for each', async () => {
    await fill(200, 50, 30_000)();
    await reading.query(`
      INSERT INTO rooms (code, kind, direct_key) VALUES ('PAIR', 'direct', 'a:b');
      INSERT INTO room_head (room_id, last_seq) SELECT id, 1 FROM rooms WHERE code = 'PAIR';
      INSERT INTO room_members (room_id, user_id) SELECT r.id, u.id FROM rooms r,
        (SELECT id FROM users ORDER BY id LIMIT 2) u WHERE r.code = 'PAIR';
      UPDATE room_head h SET last_seq = (SELECT max(seq) FROM messages m WHERE m.room_id = h.room_id)
        WHERE EXISTS (SELECT FROM messages m WHERE m.room_id = h.room_id);
      ANALYZE`);
    const planOf = async (text: string, values: unknown[]) => {
      const { rows } = await reading.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        values,
      );
      return rows[0]?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' };
    };
    const { rows: first } = await reading.query<{ id: string }>('SELECT id FROM users ORDER BY id LIMIT 1');
    const lists = await planOf(ROOM_LISTS, [[first[0]?.id]]);
    expect([lists['Actual Rows'], rowsReadAs('m', lists), rowsReadAs('o', lists)]).toEqual([51, 51, 1]);
    const { rows: heads } = await reading.query<{ id: string; seq: string }>(
      `SELECT room_id AS id, last_seq AS seq FROM room_head h WHERE last_seq > 1`,
    );
    const last = await planOf(LAST_MESSAGES, [heads.map(({ id }) => id), heads.map(({ seq }) => seq)]);
    expect(heads).toHaveLength(26);
    expect(rowsReadAs('n', last)).toBe(26);
  });
});

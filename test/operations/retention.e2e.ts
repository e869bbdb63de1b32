import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../src/common/database/database.ts';
import { registry } from '../../src/common/observability/metrics.ts';
import { Retention } from '../../src/common/retention.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Member, newMember } from '../support/member.ts';

const days = (count: number): string => `now() - interval '${count} days'`;

/** Tables that every day adds to: how many rows of what age are put in, and how many of them stay. */
const rules: [table: string, insert: (age: number, ada: Member) => string, kept: number, gone: number][] = [
  [
    'registrations',
    (age) => `INSERT INTO registrations (email, email_key, username, username_key, username_skeleton, display_name,
      password_hash, code_hash, code_expires_at, created_at) SELECT e, e, e, e, e, e, 'x', '', now(), ${days(age)} FROM (SELECT 'old' || gen_random_uuid() AS e)`,
    0.9,
    1.1,
  ],
  [
    'login_failures',
    (age) =>
      `INSERT INTO login_failures (tried, failures, last_at) VALUES (sha256(gen_random_uuid()::text::bytea), 1, ${days(age)})`,
    0,
    0.1,
  ],
  [
    'rate_counts',
    (age) =>
      `INSERT INTO rate_counts (key, uses, ends_at) VALUES (sha256(gen_random_uuid()::text::bytea), 1, ${days(age)})`,
    -0.1,
    0.1,
  ],
  [
    'sessions',
    (age, { id }) =>
      `INSERT INTO sessions (user_id, device, ip, expires_at, ended_at) VALUES ('${id}', 'x', 'x', now(), ${days(age)})`,
    29,
    31,
  ],
  [
    'refresh_tokens',
    (age, { id }) => `INSERT INTO refresh_tokens (hash, session_id, used_at)
      SELECT sha256(gen_random_uuid()::text::bytea), s.id, ${days(age)} FROM sessions s WHERE user_id = '${id}' AND ended_at IS NULL LIMIT 1`,
    6,
    8,
  ],
  [
    'mails',
    (age) =>
      `INSERT INTO mails (recipient, template, data, sent_at) VALUES ('a@example.org', 'new-device', '{}', ${days(age)})`,
    29,
    31,
  ],
  [
    'mails',
    (age) => `INSERT INTO mails (recipient, template, data, tries, last_error, created_at)
      VALUES ('a@example.org', 'verify-email', '{}', 12, 'no such user', ${days(age)})`,
    0.9,
    1.1,
  ],
  [
    'mails',
    (age) => `INSERT INTO mails (recipient, template, data, tries, last_error, created_at)
      VALUES ('a@example.org', 'missed-messages', '{}', 12, 'no such user', ${days(age)})`,
    29,
    31,
  ],
  ['audit_log', (age) => `INSERT INTO audit_log (action, at) VALUES ('login_failed', ${days(age)})`, 89, 91],
  [
    'attention_log',
    (age) => `INSERT INTO attention_log (message_id, user_id, channel, at, outcome, reason)
      VALUES (uuidv7(), uuidv7(), 'ring', ${days(age)}, 'none', 'not_here')`,
    13,
    15,
  ],
  [
    'keyword_hits',
    (age) => `INSERT INTO keyword_hits (room_id, user_id, seq, message_id, found_at)
      VALUES (uuidv7(), uuidv7(), 1, uuidv7(), ${days(age)})`,
    13,
    15,
  ],
  [
    'subscription_failures',
    (age, { id }) => `WITH one AS (
        INSERT INTO subscriptions (bot_id, name, url, format, events, secret) VALUES ('${id}', 'x', 'https://x', 'parley', '{}', '') RETURNING id)
      INSERT INTO subscription_failures (subscription_id, event_id, type, room_id, status, created_at)
      SELECT one.id, 'evt_x', 'message.created', r.id, 422, ${days(age)} FROM one, rooms r WHERE r.lobby`,
    6.9,
    7.1,
  ],
  [
    'page_files',
    (age) => `INSERT INTO page_files (path, content, seen_at) VALUES (gen_random_uuid()::text, '', ${days(age)})`,
    29,
    31,
  ],
];

describe('what is kept for a time', () => {
  let app: TestApp;
  let database: Database;
  let ada: Member;

  beforeAll(async () => {
    app = await startApp({ settings: { AUDIT_RETENTION: '90' } });
    database = app.nest.get(Database);
    ada = await newMember(app.url);
  });
  afterAll(() => app.close());

  // The process stores the files of its own pages meanwhile.
  const own = (table: string) => (table === 'page_files' ? `WHERE content = ''` : '');
  const count = async (table: string) =>
    (await database.query<{ count: number }>(`SELECT count(*)::int FROM ${table} ${own(table)}`))[0]?.count ?? 0;

  test.each(rules)('in %s goes when its time is over, and not before', async (table, insert, kept, gone) => {
    await app.nest.get(Retention).run();
    const before = await count(table);
    await database.query(insert(kept, ada));
    await database.query(insert(gone, ada));
    expect(await count(table)).toBe(before + 2);
    await app.nest.get(Retention).run();
    expect(await count(table)).toBe(before + 1);
    expect(await registry.getSingleMetricAsString('parley_expired_rows_total')).toContain(`table="${table}"`);
  });

  test('in keyword_hits stays while it is unread, and in keyword_marks while the room is there', async () => {
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Old', kind: 'private' });
    const hits = `keyword_hits WHERE room_id = '${room.id}'`;
    await database.query(
      `INSERT INTO keyword_hits (room_id, user_id, seq, message_id, found_at) VALUES ($1, $2, 1000, uuidv7(), ${days(60)})`,
      [room.id, ada.id],
    );
    await database.query(`INSERT INTO keyword_marks (room_id, seq) VALUES ($1, 1), (uuidv7(), 1)`, [room.id]);
    await app.nest.get(Retention).run();
    expect([await count(hits), await count('keyword_marks')]).toEqual([1, 1]);
    await database.query(`UPDATE room_members SET last_read_seq = 1000 WHERE room_id = $1`, [room.id]);
    await app.nest.get(Retention).run();
    expect(await count(hits)).toBe(0);
  });

  test('in large numbers goes in batches', async () => {
    const before = await count('mails');
    await database.query(`INSERT INTO mails (recipient, template, data, sent_at)
      SELECT 'a@example.org', 'new-device', '{}', ${days(40)} FROM generate_series(1, 12000)`);
    await app.nest.get(Retention).run();
    expect(await count('mails')).toBe(before);
  });

  test('in the audit log can be deleted by retention only, and not within a month', async () => {
    const retention = `SET LOCAL parley.audit_retention = 'on'`;
    await database.query(`INSERT INTO audit_log (action, at) VALUES ('login_failed', ${days(20)})`);
    for (const statements of [
      [`DELETE FROM audit_log`],
      [retention, `DELETE FROM audit_log WHERE at > ${days(25)}`],
      [retention, `UPDATE audit_log SET ip = NULL`],
      [retention, `TRUNCATE audit_log`],
    ])
      await expect(
        database.transaction(async (tx) => {
          for (const statement of statements) await tx.query(statement);
        }),
      ).rejects.toThrow('append-only');
  });
});

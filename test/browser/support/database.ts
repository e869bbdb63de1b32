import pg from 'pg';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Account } from './account.ts';

/** Changes the database directly, where the API would take days. */
async function change(statement: string, values: unknown[], database = process.env.PARLEY_DATABASE_URL): Promise<void> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    await client.query(statement, values);
  } finally {
    await client.end();
  }
}

/** Makes all messages of a room older by some minutes. */
export const ageMessages = ({ id }: Room, minutes: number, database?: string): Promise<void> =>
  change(
    `WITH answered AS (UPDATE threads SET last_reply_at = last_reply_at - $2 * interval '1 minute'
       WHERE id IN (SELECT id FROM messages WHERE room_id = $1))
     UPDATE messages SET created_at = created_at - $2 * interval '1 minute' WHERE room_id = $1`,
    [id, minutes],
    database,
  );

/** Adds messages of a member to a room, after the existing messages. */
export const fillRoom = (room: Room, who: Account, count: number): Promise<void> =>
  change(
    `WITH head AS (UPDATE room_head SET last_seq = last_seq + $3::int, revision = revision + $3::int WHERE room_id = $1
       RETURNING last_seq - $3::int AS seq, revision - $3::int AS revision)
     INSERT INTO messages (id, room_id, seq, revision, kind, author_id, body, created_at, client_id, content_hash)
     SELECT uuidv7(), $1, head.seq + n, head.revision + n, 'text', $2,
       'Entry ' || n || '. ' || repeat('Some words of it. ', 1 + n * 7 % 23), now() - ($3::int - n) * interval '2 minutes',
       gen_random_uuid(), ''
     FROM head, generate_series(1, $3::int) n`,
    [room.id, who.id, count],
  );

/** The state after hours without a mail server. */
export const giveUpMails = (database: string): Promise<void> =>
  change(`UPDATE mails SET tries = 12, due_at = now() + interval '1 hour' WHERE sent_at IS NULL`, [], database);

/** Adds members to a room: Extra 1, Extra 2 and so on. */
export const addMembers = ({ id }: Room, count: number): Promise<void> =>
  change(
    `WITH people AS (INSERT INTO users (username, username_key, username_skeleton, display_name)
       SELECT name, name, name, 'Extra ' || n
       FROM generate_series(1, $2::int) n, LATERAL (SELECT 'x' || n || right($1::uuid::text, 12) AS name)
       RETURNING id),
     head AS (UPDATE room_head SET member_count = member_count + $2::int WHERE room_id = $1::uuid)
     INSERT INTO room_members (room_id, user_id) SELECT $1::uuid, id FROM people`,
    [id, count],
  );

/** The last proof of the person in every session is older than what counts as fresh. */
export const ageProofs = ({ id }: Account, database?: string): Promise<void> =>
  change(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = $1`, [id], database);

/** The codes of an authenticator app that were used work again. */
export const forgetUsedCodes = ({ id }: Account, database?: string): Promise<void> =>
  change(`UPDATE totp SET last_step = 0 WHERE user_id = $1`, [id], database);

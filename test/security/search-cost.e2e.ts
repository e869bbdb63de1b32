import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { FoundPage } from '../../src/search/search.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Member, newMember } from '../support/member.ts';

const MESSAGE_COUNT = 60_000;
const SEARCH_COUNT = 100;

/** The oldest message is not among the newest 3,000; the index finds it by three characters or more. */
async function fill(databaseUrl: string, room: Room, author: Member): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `INSERT INTO messages (id, room_id, author_id, client_id, seq, revision, body, kind, created_at)
     SELECT uuidv7(), $1, $2, gen_random_uuid(), head.last_seq + n, head.revision + n,
            CASE n WHEN 1 THEN 'the ~zebra~ stood here first' ELSE 'nothing of note ' || md5(n::text) END, 'text', now()
     FROM room_head head, generate_series(1, $3::int) n WHERE head.room_id = $1 ORDER BY n`,
    [room.id, author.id, MESSAGE_COUNT],
  );
  await client.query('UPDATE room_head SET last_seq = last_seq + $2, revision = revision + $2 WHERE room_id = $1', [
    room.id,
    MESSAGE_COUNT,
  ]);
  await client.query('ANALYZE messages');
  await client.end();
}

describe('searches in a large room', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let room: Room;

  const search = (by: Member, q: string) => by.ask('GET', `/search/messages?q=${encodeURIComponent(q)}`);

  beforeAll(async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    ada = await newMember(app.url);
    ben = await newMember(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Large', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
    await fill(app.databaseUrl, room, ada);
  }, 120_000);

  afterAll(() => app.close());

  test.each(['~', 'ze', '~ s'])('the short terms of %p are looked for among the newest messages only', async (q) => {
    const answer = await search(ada, q);
    expect(answer).toMatchObject({ status: 200, body: { items: [], recentOnly: true } });
  });

  test.each(['zebra', '~ zebra', 'ze zebra'])('a longer term finds the oldest message: %p', async (q) => {
    const page = (await search(ada, q)).body as FoundPage;
    expect(page.items.map(({ message }) => message.body)).toEqual(['the ~zebra~ stood here first']);
    expect(page.recentOnly).toBe(false);
  });

  test('a hundred at once are refused beyond a bound, and the rest of the server is served', async () => {
    const cleo = await newMember(app.url);
    await cleo.must('POST', '/rooms/join', { code: room.code });
    const searches = Promise.all(Array.from({ length: SEARCH_COUNT }, () => search(cleo, '~')));
    const sends = Array.from({ length: 20 }, () =>
      ben.ask('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'served meanwhile' }),
    );
    const lists = Array.from({ length: 20 }, () => ben.ask('GET', '/rooms'));
    const served = await Promise.all([...sends, ...lists]);
    expect(new Set(served.map(({ status }) => status))).toEqual(new Set([200, 201]));
    const statuses = new Set((await searches).map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 429, 503]);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { FoundPage } from '../../../src/search/search.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { otherMessage, corpus } from './corpus.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { uploaded } from '../../support/files.ts';
import { eventually, type Member, newGuest, newMembers, refused } from '../../support/member.ts';

const MIN_RECALL = 0.95;
const OTHER_MESSAGE_COUNT = 300;

describe('search', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let stranger: Member;
  let room: Room;
  const sentByBody = new Map<string, Message>();

  const sendAs = (by: Member, body: string, roomId = room.id) =>
    by.must<Message>('POST', `/rooms/${roomId}/messages`, { clientId: randomUUID(), body });
  const find = async (by: Member, q: string, more = '') =>
    (await by.must<FoundPage>('GET', `/search/messages?q=${encodeURIComponent(q)}${more}`)).items;
  const bodies = async (by: Member, q: string, more = '') =>
    (await find(by, q, more)).map(({ message }) => message.body);

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, stranger] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    room = await ada.must<Room>('POST', '/rooms', { name: 'Archive', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
    for (const { body: body } of corpus) sentByBody.set(body, await sendAs(ada, body));
    for (let index = 0; index < OTHER_MESSAGE_COUNT; index++) await sendAs(index % 2 ? ada : ben, otherMessage(index));
  }, 60_000);

  afterAll(() => app.close());

  test('finds a roughly remembered message, in any script', async () => {
    const missed: string[] = [];
    const queries = corpus.flatMap(({ kind, body: body, sought }) => sought.map((q) => ({ kind, body, q })));
    for (const { kind, body, q } of queries)
      if (!(await find(ben, q)).some(({ message }) => message.id === sentByBody.get(body)?.id))
        missed.push(`${kind}: ${q}`);
    const recall = 1 - missed.length / queries.length;
    process.stdout.write(
      `recall@20 ${recall.toFixed(3)} of ${queries.length} queries; missed: ${missed.join(' | ') || 'none'}\n`,
    );
    expect(recall).toBeGreaterThanOrEqual(MIN_RECALL);
  });

  test('shows where the words stand', async () => {
    const [found] = await find(ben, 'cafe proprietaire');
    const body = found?.message.body ?? '';
    expect(found?.highlights.map(({ start, end }) => body.slice(start, end))).toEqual(['café', 'propriétaire']);
  });

  test('narrows by person, room, time and kind, and by what must be missing', async () => {
    await sendAs(ben, 'lighthouse one https://example.org');
    const { id } = await sendAs(ada, 'lighthouse two');
    await ada.must('PUT', `/messages/${id}/pin`);
    expect(await bodies(ben, `lighthouse from:${ben.username}`)).toEqual(['lighthouse one https://example.org']);
    expect(await bodies(ben, `lighthouse -from:${ben.username}`)).toEqual(['lighthouse two']);
    expect(await bodies(ben, 'lighthouse -one')).toEqual(['lighthouse two']);
    expect(await bodies(ben, 'lighthouse has:link')).toEqual(['lighthouse one https://example.org']);
    expect(await bodies(ben, 'lighthouse is:pinned')).toEqual(['lighthouse two']);
    expect(await bodies(ben, 'lighthouse in:archive')).toHaveLength(2);
    expect(await bodies(ben, 'lighthouse in:elsewhere')).toEqual([]);
    expect(await bodies(ben, 'lighthouse before:2020-01-01')).toEqual([]);
    expect(await bodies(ben, 'lighthouse after:2020-01-01', `&from=${ada.id}&roomId=${room.id}`)).toEqual([
      'lighthouse two',
    ]);
  });

  test('finds messages by the names of their files, and only those by file:', async () => {
    const files = [
      { name: 'Übergabeprotokoll März.txt', bytes: Buffer.from('no such words inside') },
      { name: 'floor_plan.txt', bytes: Buffer.from('nor here') },
    ];
    const attachmentIds = [];
    for (const file of files) attachmentIds.push((await uploaded(ada, file)).id);
    const input = { clientId: randomUUID(), body: 'signed yesterday', attachmentIds };
    const sent = await ada.must<Message>('POST', `/rooms/${room.id}/messages`, input);
    await sendAs(ada, 'where is the ubergabeprotokoll?');
    const ids = async (by: Member, q: string) => (await find(by, q)).map(({ message }) => message.id);
    expect(await ids(ben, 'file:ubergabe')).toEqual([sent.id]);
    expect(await ids(ben, 'file:"protokoll marz"')).toEqual([sent.id]);
    expect(await ids(ben, 'file:pl')).toEqual([sent.id]);
    expect(await ids(ben, 'floor_plan')).toEqual([sent.id]);
    expect(await ids(ben, 'signed floor_plan')).toEqual([sent.id]);
    expect(await bodies(ben, 'übergabeprotokoll')).toEqual(['where is the ubergabeprotokoll?', 'signed yesterday']);
    expect(await bodies(ben, 'übergabeprotokoll -file:.txt')).toEqual(['where is the ubergabeprotokoll?']);
    expect(await bodies(ben, 'übergabeprotokoll -"floor_plan"')).toEqual(['where is the ubergabeprotokoll?']);
    expect(await ids(ben, 'file:floor%plan')).toEqual([]);
    expect(await ids(stranger, 'file:ubergabe')).toEqual([]);
    await ada.must('DELETE', `/messages/${sent.id}`);
    expect(await ids(ben, 'file:ubergabe')).toEqual([]);
  });

  test('finds only the current text: not deleted or edited words', async () => {
    const { id } = await sendAs(ada, 'albatross');
    const gone = await sendAs(ada, 'albatross too');
    await ada.must('PATCH', `/messages/${id}`, { body: 'pelican' });
    await ada.must('DELETE', `/messages/${gone.id}`);
    expect(await bodies(ben, '"albatross"')).toEqual([]);
    expect(await bodies(ben, 'pelican')).toEqual(['pelican']);
  });

  test('goes on page by page, newest first', async () => {
    const seen: number[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages++) {
      const { items, next } = await ben.must<FoundPage>('GET', `/search/messages?q=number&limit=40${cursor}`);
      seen.push(...items.map(({ message }) => message.seq));
      if (!next) break;
      cursor = `&cursor=${next}`;
    }
    expect(seen).toHaveLength(OTHER_MESSAGE_COUNT);
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
  });

  test('uses the index, for a mistyped word too, once there are many messages', async () => {
    const database = new pg.Client({ connectionString: app.databaseUrl });
    await database.connect();
    const indexScans = async (index = 'messages_parts') => {
      await database.query('SELECT pg_stat_force_next_flush()');
      const sql = `SELECT idx_scan::int AS looks FROM pg_stat_user_indexes WHERE indexrelname = $1`;
      return (await database.query<{ looks: number }>(sql, [index])).rows[0]?.looks ?? 0;
    };
    const archive = await ada.must<Room>('POST', '/rooms', { name: 'Old archive', kind: 'private' });
    await sendAs(ada, 'the zeppelin has landed', archive.id);
    await database.query(
      `INSERT INTO messages (room_id, seq, revision, kind, author_id, body)
       SELECT $1, n + 1, n + 1, 'text', $2, md5(n::text) || ' ' || md5((-n)::text) FROM generate_series(1, 20000) n`,
      [archive.id, ada.id],
    );
    await database.query(
      `INSERT INTO attachments (uploader_id, message_id, room_id, seq, position, kind, name, mime, size, sha256, key, status)
       SELECT $2, id, room_id, seq, 1, 'file', CASE seq WHEN 9 THEN 'quagga.pdf' ELSE md5(body) || '.pdf' END,
         'application/pdf', 1, '', id::text, 'clean' FROM messages WHERE room_id = $1 AND seq > 1`,
      [archive.id, ada.id],
    );
    await database.query('UPDATE room_head SET last_seq = 20001, revision = 20001 WHERE room_id = $1', [archive.id]);
    await database.query('ANALYZE messages, attachments');
    for (const word of ['zeppelin', 'zepelin']) {
      const before = await indexScans();
      expect(await bodies(ada, word)).toEqual(['the zeppelin has landed']);
      await eventually(async () => (await indexScans()) > before, `the index is asked for ${word}`);
    }
    for (const q of ['quagga', 'file:quagga']) {
      const before = await indexScans('attachments_names');
      const found = await find(ada, q);
      expect(found.map(({ message }) => message.seq)).toEqual([9]);
      await eventually(async () => (await indexScans('attachments_names')) > before, `the index is asked for ${q}`);
    }
    await database.end();
  });

  test('indexes messages in the background, so that no send has to wait for it', async () => {
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    await client.query('CREATE EXTENSION pgstattuple');
    const waiting = async () => {
      const { rows } = await client.query<{ tuples: string }>(
        `SELECT pending_tuples AS tuples FROM pgstatginindex('messages_parts')`,
      );
      return Number(rows[0]?.tuples);
    };
    await sendAs(ada, 'nothing waits for ever');
    await eventually(async () => (await waiting()) === 0, 'nothing waits');
    expect(await bodies(ben, 'nothing waits')).toEqual(['nothing waits for ever']);
    await client.end();
  });

  test('reveals nothing to strangers, not even the number of results', async () => {
    expect(await find(stranger, 'number')).toEqual([]);
    expect(await stranger.ask('GET', `/search/messages?q=number&roomId=${room.id}`)).toMatchObject(
      refused(404, 'room_not_found'),
    );
  });

  test('finds for a guest only messages since joining', async () => {
    const guest = await newGuest(app.url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    expect(await find(guest, 'number')).toEqual([]);
    await sendAs(ada, 'a number for the guest');
    expect(await bodies(guest, 'number')).toEqual(['a number for the guest']);
  });

  test.each(['', ' ', '\u202e', '\u3164', 'x'.repeat(201)])('refuses a query that is none: “%s”', async (q) => {
    expect(await ben.ask('GET', `/search/messages?q=${encodeURIComponent(q)}`)).toMatchObject(
      refused(400, 'invalid_input'),
    );
  });

  test.each(['%', '_', "'", '\\', '--', '*', '-', '"', 'from:', ':', '(', '$1', 'a\u202e'])(
    'takes “%s” as it is',
    async (q) => {
      expect(await ben.ask('GET', `/search/messages?q=${encodeURIComponent(q)}`)).toMatchObject({ status: 200 });
    },
  );
});

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Pipeline, type SendStatement } from '../../../src/common/database/pipeline.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { newDatabase, startApp, type TestApp } from '../../support/app.ts';
import { wholeHistory } from '../../support/history.ts';
import { type Answer, type Member, newMembers, refused } from '../../support/member.ts';

/** 1, 2, 3 … */
const countingTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const newRoom = (by: Member) => by.must<Room>('POST', '/rooms', { name: 'Press', kind: 'public' });
const post = (by: Member, room: Room, body: string, clientId: string = randomUUID()): Promise<Answer<Message>> =>
  by.ask<Message>('POST', `/rooms/${room.id}/messages`, { clientId, body });
const statuses = (answers: Answer<unknown>[]) => answers.map(({ status }) => status);
const bodies = (messages: Message[]) => messages.filter(({ kind }) => kind === 'text').map(({ body }) => body);

describe('messages that are written in one batch', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let room: Room;
  let database: pg.Client;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    database = new pg.Client({ connectionString: app.databaseUrl });
    await database.connect();
  });

  beforeEach(async () => {
    room = await newRoom(ada);
    await ben.must('POST', `/rooms/${room.id}/join`, {});
  });

  afterEach(async () => {
    await database.query('ROLLBACK');
    await database.query('DROP TRIGGER IF EXISTS poison ON messages');
  });

  afterAll(async () => {
    await database.end();
    await app.close();
  });

  test.each([
    ['the statement', 'TRIGGER poison AFTER INSERT ON messages'],
    ['the commit', 'CONSTRAINT TRIGGER poison AFTER INSERT ON messages DEFERRABLE INITIALLY DEFERRED'],
  ])('one that breaks %s is refused, and it alone', async (_, trigger) => {
    await database.query(`CREATE OR REPLACE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.body = 'poison' THEN RAISE 'poisoned'; END IF; RETURN NEW; END $$`);
    await database.query(`CREATE ${trigger} FOR EACH ROW EXECUTE FUNCTION poison()`);
    const texts = countingTo(30).map((number) => (number === 17 ? 'poison' : String(number)));
    const answers = await Promise.all(texts.map((text) => post(ada, room, text)));
    expect(answers[16]).toMatchObject(refused(500, 'internal_error'));
    expect(statuses(answers.toSpliced(16, 1))).toEqual(Array<number>(29).fill(201));
    const history = await wholeHistory(ada, room.id);
    expect(bodies(history).toSorted()).toEqual(texts.toSpliced(16, 1).toSorted());
    expect(history.map(({ seq }) => seq)).toEqual(countingTo(history.length));
  });

  test('a repeat beside its first gets the same answer; another text under its clientId is refused', async () => {
    const before = (await wholeHistory(ada, room.id)).length;
    const clientId = randomUUID();
    const [first, repeat] = await Promise.all([post(ada, room, 'once', clientId), post(ada, room, 'once', clientId)]);
    expect(statuses([first, repeat]).toSorted()).toEqual([200, 201]);
    expect(repeat.body).toEqual(first.body);

    const both = randomUUID();
    const differing = await Promise.all(['this', 'that'].map((text) => post(ada, room, text, both)));
    const [written, refusal] = differing.toSorted((a, b) => a.status - b.status);
    expect(written).toMatchObject({ status: 201 });
    expect(refusal).toMatchObject(refused(409, 'client_id_reused'));
    // Neither took a number.
    expect((await wholeHistory(ada, room.id)).map(({ seq }) => seq)).toEqual(countingTo(before + 2));
    expect((await post(ben, room, 'by somebody else', clientId)).status).toBe(201);
  });

  test('no message of a banned member comes after the ban', async () => {
    const answers: Answer<Message>[] = [];
    const speaker = async () => {
      for (const number of countingTo(30)) {
        answers.push(await post(ben, room, String(number)));
        if (answers.length === 60) await ada.must('PUT', `/rooms/${room.id}/bans/${ben.id}`);
      }
    };
    await Promise.all(countingTo(8).map(speaker));
    const history = await wholeHistory(ada, room.id);
    const ban = history.findIndex(({ system }) => system?.event === 'member_banned');
    expect(ban).toBeGreaterThan(0);
    expect(bodies(history.slice(ban))).toEqual([]);
    const storedBodies = answers.filter(({ status }) => status === 201).map(({ body }) => body.body);
    expect(bodies(history).toSorted()).toEqual(storedBodies.toSorted());
    const late = answers.filter(({ status }) => status !== 201);
    expect(late.length).toBeGreaterThan(8);
    for (const answer of late) expect(answer).toMatchObject(refused(403, 'forbidden'));
    expect(history.map(({ seq }) => seq)).toEqual(countingTo(history.length));
  });

  test('a room whose lock is held long delays no other', async () => {
    const others = await Promise.all(countingTo(4).map(() => newRoom(ada)));
    await database.query('BEGIN');
    await database.query('SELECT FROM room_head WHERE room_id = $1 FOR UPDATE', [room.id]);
    const [held, ...free] = await Promise.all([room, ...others].map((each) => post(ada, each, 'hello')));
    expect(statuses(free)).toEqual([201, 201, 201, 201]);
    expect(held).toMatchObject(refused(503, 'unavailable'));
    expect(held?.headers.get('retry-after')).toBe('1');
    await database.query('ROLLBACK');
    expect((await post(ada, room, 'hello')).status).toBe(201);
  });

  test('when too many wait, more are refused at once and may be sent again', async () => {
    await ada.goOnline();
    await database.query('BEGIN');
    await database.query('LOCK TABLE room_head IN EXCLUSIVE MODE');
    // A room runs its commands one after another: this needs many rooms, and the writer discovers them.
    const somewhere = () => randomUUID().slice(0, -1) + '0';
    const sendSomewhere = () =>
      ada.tryCommand('send_message', { roomId: somewhere(), clientId: randomUUID(), body: 'hello' });
    const { promise: refusal, resolve } = Promise.withResolvers<unknown>();
    const sends = countingTo(8_000).map(async () => {
      const ack = await sendSomewhere();
      if (!ack.ok && ack.error.message.startsWith('Too many')) resolve(ack.error);
    });
    expect(await refusal).toMatchObject({ code: 'unavailable', status: 503, retryable: true, retryAfter: 1 });
    await database.query('ROLLBACK');
    await Promise.all(sends);
    ada.goOffline();
    expect((await post(ada, room, 'hello')).status).toBe(201);
  });

  test('a connection that ends in between fails them, and nothing else', async () => {
    const pipeline = app.nest.get(Pipeline);
    const begin = async (send: SendStatement) => {
      const [{ pid } = { pid: 0 }] = await send<{ pid: number }>({
        name: 'pid',
        text: 'SELECT pg_backend_pid() AS pid',
      });
      await database.query('SELECT pg_terminate_backend($1)', [pid]);
      await delay(200); // the notice comes while no query runs
    };
    await expect(pipeline.transaction({ begin, end: () => Promise.resolve() })).rejects.toThrow();
    expect(statuses([await post(ada, room, 'and on')])).toEqual([201]);
  });

  test.each([
    ['a plan that stays stale', 'cached plan must not change result type', 2],
    ['anything else that PostgreSQL does not support', 'cannot do this', 1],
  ])('%s fails after a bounded number of attempts', async (_, message, attempts) => {
    let begun = 0;
    const begin = (send: SendStatement) => {
      begun++;
      return send({ name: 'unsupported', text: `DO $$ BEGIN RAISE '${message}' USING ERRCODE = '0A000'; END $$` });
    };
    const transaction = app.nest.get(Pipeline).transaction({ begin, end: () => Promise.resolve() });
    await expect(transaction).rejects.toThrow(message);
    expect(begun).toBe(attempts);
  });

  test.each([
    ['rooms', 'DROP TRIGGER rooms_rules_update ON rooms; ALTER TABLE rooms ALTER COLUMN kind TYPE varchar(20)'],
    ['messages', 'ALTER TABLE messages ALTER COLUMN created_at TYPE timestamptz(5)'],
  ])('a migration of %s between two of them is not noticed', async (_, migration) => {
    const rooms = await Promise.all(countingTo(4).map(() => newRoom(ada)));
    for (const room of rooms) for (const text of ['before', 'again']) await post(ada, room, text);
    await database.query(migration);
    const unknown = await Promise.all(countingTo(4).map(() => newRoom(ada)));
    const answers = await Promise.all([...rooms, ...unknown].map((each) => post(ada, each, 'after')));
    expect(statuses(answers)).toEqual(Array<number>(8).fill(201));
  });
});

test('two nodes that write to the same rooms in opposite order count without gaps', async () => {
  const databaseUrl = await newDatabase();
  const nodes = [await startApp({ databaseUrl }), await startApp({ databaseUrl })] as [TestApp, TestApp];
  try {
    const [ada] = (await newMembers(nodes[0].url, 1)) as [Member];
    const elsewhere = ada.sameSession(nodes[1].url);
    const rooms = await Promise.all(countingTo(8).map(() => newRoom(ada)));
    const rounds = countingTo(20).map(async (number) => {
      const here = rooms.map((room) => post(ada, room, `here ${number}`));
      const there = rooms.toReversed().map((room) => post(elsewhere, room, `there ${number}`));
      return statuses(await Promise.all([...here, ...there]));
    });
    expect(new Set((await Promise.all(rounds)).flat())).toEqual(new Set([201]));
    for (const room of rooms) {
      const history = await wholeHistory(ada, room.id);
      expect(history.map(({ seq }) => seq)).toEqual(countingTo(40));
      expect(history.map(({ revision }) => revision)).toEqual(countingTo(40));
    }
  } finally {
    for (const node of nodes) await node.close();
  }
});

test('a plan made for an empty table does not read all of a full one', async () => {
  const app = await startApp();
  const database = new pg.Client({ connectionString: app.databaseUrl });
  await database.connect();
  try {
    const [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    const [room, archive] = [await newRoom(ada), await newRoom(ben)];
    await database.query(
      `INSERT INTO users (username, username_key, username_skeleton, display_name, password_hash)
       SELECT name, name, name, name, '' FROM (SELECT 'person' || n AS name FROM generate_series(1, 1000) n) people`,
    );
    await database.query('ANALYZE');
    const sendNumber = (number: number) => post(ada, room, `number ${number}`);
    for (const number of countingTo(4)) await sendNumber(number);
    await database.query(
      `INSERT INTO messages (room_id, seq, revision, kind, author_id, client_id, content_hash, body)
       SELECT $1, 1000 + n, 1000 + n, 'text', $2, gen_random_uuid(), '', 'old' FROM generate_series(1, 20000) n`,
      [archive.id, ben.id],
    );
    expect(statuses(await Promise.all(countingTo(40).map(sendNumber)))).toEqual(Array<number>(40).fill(201));
    for (const number of countingTo(20)) await sendNumber(number);
    await app.close(); // with it, PostgreSQL learns what its connections have read
    const { rows } = await database.query<{ read: number }>(
      `SELECT (seq_tup_read + idx_tup_fetch)::int AS read FROM pg_stat_user_tables WHERE relname = 'messages'`,
    );
    expect(rows[0]?.read).toBeLessThan(20_000);
  } finally {
    await database.end();
    await app.close();
  }
});

import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import type { Caller } from '../../../src/common/caller.ts';
import { asProblem } from '../../../src/common/problem.filter.ts';
import { MessageSendingService } from '../../../src/messages/message-sending.service.ts';
import type { SendMessage } from '../../../src/messages/messages.dto.ts';
import { RoomRulesCache } from '../../../src/messages/writing/room-rules-cache.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { wholeHistory } from '../../support/history.ts';
import { type Member, newGuest, newMember } from '../../support/member.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** `HISTORIES=10000` for a long run, of about an hour. */
const HISTORIES = Number(process.env.HISTORIES ?? 25);
const ACTS_PER_HISTORY = 25;
const SEED = Number(process.env.SEED ?? 20261129);

type Random = ReturnType<typeof seededRandom>;

/** A server with its people, by whose numbers its answers are compared with those of the other server. */
interface World {
  app: TestApp;
  people: Member[];
  database: pg.Client;
}

async function createWorld(isOptimistic: boolean): Promise<World> {
  const app = await startApp();
  if (!isOptimistic) app.nest.get(RoomRulesCache, { strict: false }).find = () => undefined;
  const people: Member[] = [];
  for (const name of ['admin', 'ada', 'ben', 'cleo']) people.push(await newMember(app.url, name));
  people.push(await newGuest(app.url, 'visitor'));
  const database = new pg.Client({ connectionString: app.databaseUrl });
  await database.connect();
  return { app, people, database };
}

/** What differs between two servers by nature: ids and times, names of rooms. */
interface Names {
  of(id: string | null | undefined): string;
}

function namesIn({ people }: World): Names {
  const names = new Map(people.map(({ id, username }) => [id, username]));
  return { of: (id) => (id ? (names.get(id) ?? 'other') : 'nobody') };
}

const shapeOf = (message: Message, names: Names) => ({
  seq: message.seq,
  kind: message.kind,
  body: message.body,
  author: names.of(message.author?.id),
  event: message.system?.event,
  mentions: message.mentions.map((id) => names.of(id)).sort(),
  mentionsRoom: message.mentionsRoom,
  reply: message.replyTo?.excerpt,
  deleted: message.deletedAt !== null,
});

/** An act, chosen once and run on both servers. @returns what is compared */
type Act = (world: World, room: Room) => Promise<unknown>;

const ask =
  (by: number, method: string, path: (room: Room, people: Member[]) => string, body?: object): Act =>
  async ({ people }, room) => {
    const { status, body: answer } = await (people[by] as Member).ask<object>(method, path(room, people), body);
    return status < 400 ? status : [status, (answer as { code?: string }).code];
  };

interface Send {
  by: number;
  body: string;
  clientId: string;
  replyTo?: number;
}

const joinByCode =
  (by: number): Act =>
  async (world, room) =>
    (await (world.people[by] as Member).ask('POST', '/rooms/join', { code: room.code })).status;

/** Several messages in the same turn, which are written together. */
function sendAll(sends: Send[]): Act {
  return async (world, room) => {
    const sending = world.app.nest.get(MessageSendingService, { strict: false });
    const history = await wholeHistory(world.people[1] as Member, room.id).catch(() => []);
    const results = sends.map(async ({ by, body, clientId, replyTo }) => {
      const { id, user } = world.people[by] as Member;
      const caller = { userId: id, role: user.role, sessionId: randomUUID() } as unknown as Caller;
      const replyToId = replyTo === undefined ? undefined : history[replyTo % Math.max(1, history.length)]?.id;
      const input: SendMessage = { roomId: room.id, clientId, body, ...(replyToId && { replyToId }) };
      try {
        const { message, created } = await sending.send(caller, input);
        return { ...shapeOf(message, namesIn(world)), created };
      } catch (error) {
        return asProblem(error).code;
      }
    });
    return Promise.all(results);
  };
}

/** @param sent what was sent in the room before: some of it is sent again */
function randomAct(random: Random, sent: Send[]): Act {
  // Mostly the room's owner: most acts of the others are refused.
  const by = random.below(3) ? 1 : random.below(5);
  const upon = random.below(5);
  const member = (room: Room, people: Member[]) => `/rooms/${room.id}/members/${people[upon]?.id}`;
  const bodies = ['plain', '@room all', '@ada and @ben', '@nobody', 'again'];
  const one = (): Send => {
    const before = random.pick(sent);
    if (before && random.below(6) === 0) return random.below(2) ? before : { ...before, body: 'another text' };
    const replyTo = random.below(6) === 0 ? { replyTo: random.below(50) } : {};
    sent.push({ by: random.below(5), body: random.pick(bodies) ?? '', clientId: randomUUID(), ...replyTo });
    return sent.at(-1) as Send;
  };
  const send = () => sendAll(Array.from({ length: 1 + random.below(5) }, one));
  const acts: (() => Act)[] = [
    ...Array.from({ length: 12 }, () => send),
    () => ask(by, 'POST', ({ id }) => `/rooms/${id}/leave`),
    () => joinByCode(by),
    () => ask(upon, 'POST', ({ id }) => `/rooms/${id}/join`, {}),
    () => ask(by, 'PATCH', member, { mutedUntil: random.below(2) ? '9999-01-01T00:00:00Z' : null }),
    () => ask(by, 'PATCH', member, { role: random.pick(['owner', 'moderator', 'member']) }),
    () => ask(by, 'DELETE', member),
    () => ask(by, 'PUT', ({ id }, people) => `/rooms/${id}/bans/${people[upon]?.id}`),
    () => ask(by, 'DELETE', ({ id }, people) => `/rooms/${id}/bans/${people[upon]?.id}`),
    () => ask(by, 'PATCH', ({ id }) => `/rooms/${id}`, { archived: random.below(3) === 0 }),
    () =>
      ask(by, 'PATCH', ({ id }) => `/rooms/${id}`, { mentionRoomBy: random.pick(['owner', 'moderator', 'member']) }),
    () => ask(by, 'PATCH', ({ id }) => `/rooms/${id}`, { postBy: random.pick(['owner', 'moderator', 'member']) }),
    // So long that no history outlasts it.
    () => ask(by, 'PATCH', ({ id }) => `/rooms/${id}`, { slowSeconds: random.pick([0, 0, 21_600]) }),
    () => ask(by, 'PUT', ({ id }) => `/rooms/${id}/read`, { seq: random.below(40) }),
  ];
  return (random.pick(acts) ?? send)();
}

async function newRoom({ people }: World, kind: 'public' | 'direct'): Promise<Room> {
  const [, ada, ben, cleo] = people as [Member, Member, Member, Member];
  if (kind === 'direct') {
    // Opened by both: the first messages of a room that one has not opened are written twice, each when it is open.
    await ben.must('PUT', `/rooms/direct/${ada.id}`);
    return ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
  }
  const room = await ada.must<Room>('POST', '/rooms', { name: 'Press', kind });
  for (const each of [ben, cleo]) await each.must('POST', `/rooms/${room.id}/join`, {});
  return room;
}

/** Messages as they are stored, and how far each member has read. */
async function stateOf(world: World, room: Room): Promise<object> {
  const names = namesIn(world);
  const { rows: messages } = await world.database.query<{ author: string }>(
    `SELECT seq, revision, kind, body, author_id AS author, mentions_room, cardinality(mentions) AS mentions
     FROM messages WHERE room_id = $1 ORDER BY seq`,
    [room.id],
  );
  const { rows: marks } = await world.database.query<{ user: string; role: string; seq: number; said: boolean }>(
    `SELECT user_id AS user, role, last_read_seq AS seq, last_said_at IS NOT NULL AS said FROM room_members WHERE room_id = $1`,
    [room.id],
  );
  return {
    messages: messages.map((message) => ({ ...message, author: names.of(message.author) })),
    marks: marks.map((mark) => `${names.of(mark.user)} ${mark.role} ${mark.seq} ${mark.said}`).sort(),
  };
}

/** All answers and states of the random histories. One server at a time: Passport knows a single one in a process. */
async function runHistories(isOptimistic: boolean): Promise<object[]> {
  const random = seededRandom(SEED);
  const world = await createWorld(isOptimistic);
  const observed: object[] = [];
  try {
    for (let history = 0; history < HISTORIES; history++) {
      const room = await newRoom(world, random.below(4) === 0 ? 'direct' : 'public');
      const sent: Send[] = [];
      for (let number = 0; number < ACTS_PER_HISTORY; number++) {
        const act = randomAct(random, sent);
        observed.push({ history, number, answers: await act(world, room) });
      }
      observed.push({ history, ...(await stateOf(world, room)) });
    }
    return observed;
  } finally {
    await world.database.end();
    await world.app.close();
  }
}

test(
  `plain messages that are judged by remembered rules are answered and stored as the others: ${HISTORIES} random histories`,
  async () => {
    const judgedAnew = await runHistories(false);
    const judgedByMemory = await runHistories(true);
    for (const [index, observed] of judgedByMemory.entries()) expect(observed).toEqual(judgedAnew[index]);
    const answers = JSON.stringify(judgedAnew);
    const outcomes = ['"created":true', '"created":false', 'forbidden', 'muted', 'room_archived', 'client_id_reused'];
    outcomes.push('posting_restricted', 'slow_mode');
    // The histories contain what they are about.
    expect(outcomes.filter((outcome) => !answers.includes(outcome))).toEqual([]);
  },
  60_000 + HISTORIES * 20_000,
);

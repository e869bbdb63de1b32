import type pg from 'pg';
import type { Ack } from '../../../src/transport/events.ts';
import type { FoundPage } from '../../../src/search/search.dto.ts';
import type { MemberPage } from '../../../src/rooms/members/members.dto.ts';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { SyncAnswer } from '../../../src/sync/sync.dto.ts';
import type { Changes, History } from '../../../src/timeline/message.dto.ts';
import { messageColumns, messageJoins } from '../../../src/timeline/message.view.ts';
import { randomFrom } from '../seed/random.ts';
import { WordGenerator } from '../seed/word-generator.ts';
import type { ApiClient } from './api-client.ts';

/** A request that clients repeat often; returns the number of rows. */
export interface Question {
  name: string;
  ask: () => Promise<number>;
}

const random = randomFrom(7);
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** @param manyRooms a user in 500 rooms @param someRooms a user in 200 */
export async function questions(client: pg.Client, manyRooms: ApiClient, someRooms: ApiClient): Promise<Question[]> {
  const rooms = (await manyRooms.get<RoomPage>('/rooms')).items.filter(({ lastSeq }) => lastSeq > 200);
  return [
    inSql(client, rooms),
    ...history(manyRooms, rooms),
    ...search(manyRooms),
    {
      name: 'list of 500 rooms, with unread counts',
      ask: async () => (await manyRooms.get<RoomPage>('/rooms')).items.length,
    },
    ...(await sync(someRooms)),
    ...(await members(manyRooms)),
  ];
}

/** The limit of the database: the query behind a page, on one connection. */
function inSql(client: pg.Client, rooms: readonly Room[]): Question {
  const text = `SELECT ${messageColumns} FROM messages m ${messageJoins}
    WHERE m.room_id = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT 50`;
  return {
    name: 'page of 50, in SQL alone',
    ask: async () => {
      const { id, lastSeq } = oneOf(rooms);
      const values = [id, 51 + Math.floor(random() * (lastSeq - 50))];
      return (await client.query({ name: 'page', text, values })).rows.length;
    },
  };
}

function history(visitor: ApiClient, rooms: readonly Room[]): Question[] {
  const page = async (room: Room, query: string) =>
    (await visitor.get<History>(`/rooms/${room.id}/messages?limit=50${query}`)).items.length;
  const somewhere = ({ lastSeq }: Room) => 51 + Math.floor(random() * (lastSeq - 50));
  return [
    { name: 'newest page of 50', ask: () => page(oneOf(rooms), '') },
    {
      name: 'page of 50 before any message',
      ask: () => {
        const room = oneOf(rooms);
        return page(room, `&before=${somewhere(room)}`);
      },
    },
    {
      name: 'page of 50 around any day',
      ask: () => page(oneOf(rooms), `&at=${new Date(Date.now() - random() * 360 * 86_400_000).toISOString()}`),
    },
    {
      name: 'changes, 50 behind',
      ask: async () => {
        const { id, revision } = oneOf(rooms);
        return (await visitor.get<Changes>(`/rooms/${id}/changes?since=${revision - 50}`)).items.length;
      },
    },
  ];
}

/** Words by frequency: of 20,000, the first is in every third message, the last in a few of a million. */
function search(visitor: ApiClient): Question[] {
  const words = new WordGenerator(randomFrom(2)).list;
  const find = async (q: string) =>
    (await visitor.get<FoundPage>(`/search/messages?limit=20&q=${encodeURIComponent(q)}`)).items.length;
  return [
    { name: 'search: a rare word', ask: () => find(oneOf(words.slice(15_000))) },
    { name: 'search: a middling word', ask: () => find(oneOf(words.slice(500, 2000))) },
    { name: 'search: a common word', ask: () => find(oneOf(words.slice(20, 60))) },
    { name: 'search: a word that nobody said', ask: () => find(`${oneOf(words)}xqzj`) },
  ];
}

async function sync(visitor: ApiClient): Promise<Question[]> {
  const connection = await visitor.connect();
  const ask = async (held: { roomId: string; revision: number }[]) => {
    const answer = (await connection.ask('sync', { rooms: held })) as Ack<SyncAnswer>;
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.data;
  };
  const { rooms } = await ask([]);
  const held = (behind: number) =>
    rooms.map(({ id, revision }) => ({ roomId: id, revision: Math.max(0, revision - behind) }));
  return [
    { name: 'sync of 200 rooms, up to date', ask: async () => (await ask(held(0))).rooms.length },
    {
      name: 'sync of 200 rooms, ten of them 5 behind',
      ask: async () => (await ask([...held(5).slice(0, 10), ...held(0).slice(10)])).changes.length,
    },
  ];
}

async function members(visitor: ApiClient): Promise<Question[]> {
  const sizes: [about: string, least: number, most: number][] = [
    ['10', 8, 20],
    ['100', 100, 100],
    ['1,000', 1000, 1000],
    ['10,000', 10_000, 20_000],
  ];
  const { items } = await visitor.get<RoomPage>('/rooms');
  return sizes.flatMap(([about, least, most]) => {
    const fitting = items.filter(({ memberCount }) => memberCount >= least && memberCount <= most);
    if (!fitting.length) return [];
    const ask = async () =>
      (await visitor.get<MemberPage>(`/rooms/${oneOf(fitting).id}/members?limit=50`)).items.length;
    return [{ name: `50 members of ${about}`, ask }];
  });
}

import { usernameKey, usernameSkeleton } from '../../../src/users/username.ts';
import type { Row } from './copy.ts';
import { uuidAt } from './random.ts';

/** The generated year of messages ends now. */
export const YEAR_MS = 365 * 86_400_000;

export interface SeededRoom {
  id: string;
  name: string;
  /** Indexes into the list of people; the first owns the room. */
  members: number[];
  lastSeq: number;
  revision: number;
}

/** The people and the members of each room, before any message. */
export interface Company {
  people: string[];
  /** The first stands for the Lobby, of which every account is a member. */
  rooms: SeededRoom[];
}

/** The first rooms have these many members, so that lists of every size can be measured; the others are teams. */
const LARGE_ROOM_SIZES = [1000, ...Array<number>(9).fill(100)];
/** People with many rooms: [index of the person, number of rooms]. */
const BUSY_PEOPLE: [place: number, rooms: number][] = [
  [1, 500],
  [2, 200],
];

export function makeCompany(
  users: number,
  rooms: number,
  lobby: { id: string; lastSeq: number; revision: number },
  random: () => number,
): Company {
  const founded = Date.now() - YEAR_MS;
  const people = Array.from({ length: users }, (_, index) =>
    uuidAt(founded + Math.floor(index / 4000), index % 4000, random),
  );
  const everybody = { ...lobby, name: 'Lobby', members: people.map((_, index) => index) };
  const others = Array.from({ length: rooms - 1 }, (_, place) => ({
    id: uuidAt(founded + 1000 + place, 0, random),
    name: `Room ${place + 1}`,
    members: membersOf(place, users, random),
    lastSeq: 0,
    revision: 0,
  }));
  return { people, rooms: [everybody, ...others] };
}

function membersOf(place: number, users: number, random: () => number): number[] {
  const size = Math.min(users, LARGE_ROOM_SIZES[place] ?? 8 + Math.floor(random() * 24));
  const members = new Set<number>();
  for (const [busy, rooms] of BUSY_PEOPLE) if (place < rooms - 1 && busy < users) members.add(busy);
  while (members.size < size) members.add(Math.floor(random() * users));
  return [...members];
}

export const userColumns =
  'id, username, username_key, username_skeleton, display_name, email, email_key, password_hash, role, created_at';

export function* userRows({ people }: Company, passwordHash: string | null): Generator<Row> {
  const at = new Date(Date.now() - YEAR_MS).toISOString();
  for (const [place, id] of people.entries()) {
    const name = `person_${place}`;
    const email = `${name}@example.org`;
    const role = place === 0 ? 'admin' : 'member';
    yield [
      id,
      name,
      usernameKey(name),
      usernameSkeleton(name),
      `Person ${place}`,
      email,
      email,
      passwordHash,
      role,
      at,
    ];
  }
}

export const roomColumns = 'id, code, kind, name, created_by, created_at';

export function* roomRows({ people, rooms }: Company): Generator<Row> {
  const at = new Date(Date.now() - YEAR_MS).toISOString();
  for (const [place, { id, name, members }] of rooms.slice(1).entries())
    yield [id, `SEED${place}`, place % 3 ? 'private' : 'public', name, people[members[0] ?? 0], at];
}

export const headColumns = 'room_id, last_seq, revision, member_count';

export function* headRows({ rooms }: Company): Generator<Row> {
  for (const { id, lastSeq, revision, members } of rooms.slice(1)) yield [id, lastSeq, revision, members.length];
}

export const memberColumns = 'room_id, user_id, role, joined_at, last_read_seq';

/** Most members have read everything, some are behind. */
export function* memberRows({ people, rooms }: Company, random: () => number): Generator<Row> {
  const began = Date.now() - YEAR_MS;
  for (const { id, members, lastSeq } of rooms)
    for (const [order, place] of members.entries()) {
      const behind = random() < 0.6 ? 0 : Math.floor(random() ** 3 * lastSeq);
      const at = new Date(began + order).toISOString();
      yield [id, people[place], order === 0 && place !== 0 ? 'owner' : 'member', at, lastSeq - behind];
    }
}

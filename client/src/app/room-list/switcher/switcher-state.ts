import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { fuzzyScore } from './fuzzy.ts';
import { isUnread } from '../../rooms/room-attention.ts';
import { roomName } from '../../rooms/room-name.ts';

/** A target of the switcher: a room of the user, a person without a direct room yet, or a public room to join. */
export type SwitcherTarget =
  | { id: string; name: string; room: Room }
  | { id: string; name: string; person: UserSummary }
  | { id: string; name: string; joinable: Room };

const MAX_TARGETS = 30;
/** An unread room outranks a slightly better match, but not a much better match. */
const BONUS = { unread: 2, mentioned: 3, newPerson: -2, joinable: -3 } as const;

/**
 * The targets for a typed text, best first. Without text: unread rooms, then by last activity, and the open room
 * last.
 * @param rooms by last activity
 */
export function switcherTargets(
  typed: string,
  rooms: readonly Room[],
  people: readonly UserSummary[],
  openId: string | null,
  joinable: readonly Room[] = [],
): SwitcherTarget[] {
  const mine = new Set(rooms.map(({ id }) => id));
  const known = new Set(rooms.flatMap(({ peer }) => peer?.id ?? []));
  const offered = [
    ...rooms.map((room, age) => ({
      goal: { id: room.id, name: roomName(room), room },
      score: roomScore(typed, room),
      bonus: attentionBonus(room) - age / rooms.length - (room.id === openId ? 100 : 0),
    })),
    ...people
      .filter(({ id }) => !known.has(id))
      .map((person) => ({
        goal: { id: person.id, name: person.displayName, person },
        // The server tolerates typing mistakes: its results are kept even without a match here.
        score: best(fuzzyScore(typed, person.displayName), fuzzyScore(typed, person.username)) ?? 0,
        bonus: BONUS.newPerson,
      })),
    ...joinable
      .filter(({ id, role }) => !role && !mine.has(id))
      .map((room) => ({
        goal: { id: room.id, name: room.name, joinable: room },
        score: fuzzyScore(typed, room.name),
        bonus: BONUS.joinable,
      })),
  ];
  return offered
    .flatMap(({ goal, score, bonus }) => (score === null ? [] : [{ goal, score: score + bonus }]))
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_TARGETS)
    .map(({ goal }) => goal);
}

const attentionBonus = (room: Room) =>
  (isUnread(room) ? BONUS.unread : 0) + (room.mentionCount > 0 ? BONUS.mentioned : 0);

function roomScore(typed: string, room: Room): number | null {
  if (!typed.trim()) return 0;
  return best(fuzzyScore(typed, roomName(room)), room.peer && fuzzyScore(typed, room.peer.username));
}

function best(...scores: (number | null)[]): number | null {
  const found = scores.filter((score) => score !== null);
  return found.length > 0 ? Math.max(...found) : null;
}

import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Section } from '@api/rooms/sections/sections.dto.ts';
import { placeBetween } from '@api/shared/place.ts';
import { isUnread } from '../../rooms/room-attention.ts';
import { roomName } from '../../rooms/room-name.ts';

/** A part of the list of rooms under a heading of its own. */
export interface RoomGroup {
  readonly id: string;
  /** Null for favourites and for the rooms in no section. */
  readonly section: Section | null;
  readonly rooms: readonly Room[];
  /** Rooms that are not shown, because the section is collapsed. */
  readonly collapsedCount: number;
}

export const FAVOURITES = 'favourites';
export const OTHERS = 'others';

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** As the server orders them: by bytes; equal places by id. */
export const byPlace = (a: Pick<Section, 'id' | 'place'>, b: Pick<Section, 'id' | 'place'>): number =>
  a.place === b.place ? compared(a.id, b.id) : compared(a.place, b.place);

const compared = (a: string, b: string): number => Number(a > b) - Number(a < b);

/**
 * Favourites, then the reader's sections in their order, also empty ones, then all other rooms. A collapsed section shows
 * the open room and those with something unread.
 * @param rooms the one written in last first
 */
export function roomGroups(rooms: readonly Room[], sections: readonly Section[], openId: string | null): RoomGroup[] {
  const known = new Set(sections.map(({ id }) => id));
  const groups = Map.groupBy(rooms, ({ favourite, hidden, sectionId }) => {
    if (favourite && !hidden) return FAVOURITES;
    return sectionId !== null && known.has(sectionId) ? sectionId : OTHERS;
  });
  const plain = (id: string): RoomGroup[] => {
    const found = groups.get(id) ?? [];
    return found.length ? [{ id, section: null, rooms: found, collapsedCount: 0 }] : [];
  };
  return [
    ...plain(FAVOURITES),
    ...sections.map((section) => sectionGroup(section, groups.get(section.id) ?? [], openId)),
    ...plain(OTHERS),
  ];
}

function sectionGroup(section: Section, rooms: readonly Room[], openId: string | null): RoomGroup {
  const shown = sorted(rooms, section).filter((room) => !section.collapsed || room.id === openId || isUnread(room));
  return { id: section.id, section, rooms: shown, collapsedCount: rooms.length - shown.length };
}

/** Those without a place stand last, as they came: nobody has put them anywhere yet. */
export function sorted(rooms: readonly Room[], { sort }: Pick<Section, 'sort'>): readonly Room[] {
  if (sort === 'name') return rooms.toSorted((a, b) => byName.compare(roomName(a), roomName(b)));
  if (sort === 'recent') return rooms;
  const placed = rooms.flatMap(({ id, place }) => (place === null ? [] : { id, place })).sort(byPlace);
  const byId = new Map(rooms.map((room) => [room.id, room]));
  return [...placed.flatMap(({ id }) => byId.get(id) ?? []), ...rooms.filter(({ place }) => place === null)];
}

/** What has a place in an order by hand. */
export interface Placed {
  readonly id: string;
  readonly place: string | null;
}

/**
 * The new places after an entry moves past its neighbour; none at the end of the list. Entries before it that have no place
 * yet, or the same as another, get theirs first: the others keep what they have.
 * @param by -1: before the previous entry, 1: behind the next one
 */
export function placesAfterMove(entries: readonly Placed[], id: string, by: -1 | 1): { id: string; place: string }[] {
  const from = entries.findIndex((entry) => entry.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= entries.length) return [];
  const moved = entries.map((entry) => (entry.id === id ? { id, place: null } : entry));
  moved.splice(to, 0, ...moved.splice(from, 1));
  const changes: { id: string; place: string }[] = [];
  let last: string | null = null;
  for (const [index, entry] of moved.slice(0, Math.max(from, to) + 1).entries()) {
    // Those without a place stand last anyhow.
    if (entry.place === null && index > to) break;
    if (entry.place !== null && entry.place > (last ?? '')) {
      last = entry.place;
      continue;
    }
    const before: string | null = last;
    const next = moved.slice(index + 1).find(({ place }) => place !== null && place > (before ?? ''));
    last = placeBetween(before, next?.place ?? null);
    changes.push({ id: entry.id, place: last });
  }
  return changes;
}

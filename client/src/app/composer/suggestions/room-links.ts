import { replaceInPlainText } from '../../markdown/plain-text.ts';

/** What has a meaning in a regular expression. */
const SYNTAX = /[\^$.*+?()[\]{}|/\\]/g;

/** A room by its name, as it stands in the composer. */
export interface NamedRoom {
  readonly id: string;
  readonly name: string;
}

/** A name of several rooms stands for none of them. */
function unambiguous(rooms: readonly NamedRoom[]): ReadonlyMap<string, NamedRoom> {
  const found = new Map<string, NamedRoom | null>();
  for (const room of rooms) found.set(room.name, found.has(room.name) ? null : room);
  return new Map([...found].flatMap(([name, room]) => (room ? [[name, room] as const] : [])));
}

export const isUnambiguous = ({ name }: NamedRoom, rooms: readonly NamedRoom[]): boolean =>
  unambiguous(rooms).has(name);

export const roomLink = ({ id, name }: NamedRoom, origin: string): string =>
  `[#${name.replace(/[[\]\\]/g, '\\$&')}](${origin}/rooms/${id})`;

/** Makes `#Launch week` a link to the room of that name, except in code and in links: the message holds its id. */
export function linkRooms(text: string, rooms: readonly NamedRoom[], origin: string): string {
  if (!text.includes('#')) return text;
  const byName = unambiguous(rooms);
  const names = [...byName.keys()].toSorted((a, b) => b.length - a.length).map((name) => name.replace(SYNTAX, '\\$&'));
  if (names.length === 0) return text;
  const written = new RegExp(`(?<![\\p{L}\\p{N}\\p{M}#&/[\\\\])#(${names.join('|')})(?![\\p{L}\\p{N}\\p{M}])`, 'gu');
  const found = [...text.matchAll(written)].flatMap(({ 0: whole, 1: name = '', index }) => {
    const room = byName.get(name);
    return room ? [{ start: index, end: index + whole.length, by: roomLink(room, origin) }] : [];
  });
  return replaceInPlainText(text, found);
}

/** The opposite, for the composer of an edit: links to rooms that `linkRooms` would write again. */
export function unlinkRooms(text: string, rooms: readonly NamedRoom[], origin: string): string {
  if (!text.includes('[#')) return text;
  let unlinked = text;
  for (const room of unambiguous(rooms).values())
    unlinked = unlinked.replaceAll(roomLink(room, origin), () => `#${room.name}`);
  return linkRooms(unlinked, rooms, origin) === text ? unlinked : text;
}

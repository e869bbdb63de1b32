import { excerptOf } from '@api/shared/excerpt.ts';
import type { EventName, Events } from '@api/transport/events.ts';
import type { ReadChanged } from '@api/rooms/read-marks/read-marks.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Attachment, Message } from '@api/timeline/message.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { type KnownPeople, newerCopy } from '../users/people-state.ts';
import { standsInRoom } from '@api/shared/message-place.ts';
import { withReplies } from './thread-summary.ts';

/** An event of the socket with its payload. */
export type ServerEvent = { [E in EventName]: { name: E; payload: Events[E] } }[EventName];

/** The reader's rooms, by id. Pure values: every change makes a new map and reuses what did not change. */
export type RoomsState = ReadonlyMap<string, Room>;

export const noRooms: RoomsState = new Map();

/**
 * The answer of `sync` merged into the rooms of this client. Rooms missing in the answer were left; a room that an
 * event has already moved further than the answer is not turned back.
 */
export function startFrom(known: RoomsState, rooms: readonly Room[]): RoomsState {
  return new Map(rooms.map((room) => [room.id, mergeRoom(known.get(room.id), room)]));
}

/** The state after an event. Promise: after any events it equals a fresh `sync`. */
export function apply(
  state: RoomsState,
  event: ServerEvent,
  meId: string,
  isBlocked: (userId: string | undefined) => boolean = () => false,
): RoomsState {
  switch (event.name) {
    case 'receive_message':
      return changed(state, event.payload.roomId, (room) => received(room, event.payload, meId, isBlocked));
    case 'receive_messages':
      return event.payload.reduce(
        (rooms, message) => changed(rooms, message.roomId, (room) => received(room, message, meId, isBlocked)),
        state,
      );
    case 'message_changed':
      return changed(state, event.payload.roomId, (room) => messageChanged(room, event.payload));
    case 'room_joined':
    case 'room_updated':
      return new Map(state).set(event.payload.id, mergeRoom(state.get(event.payload.id), event.payload));
    case 'room_left': {
      const left = new Map(state);
      left.delete(event.payload.roomId);
      return left;
    }
    case 'member_changed': {
      const { roomId, userId, member, memberCount } = event.payload;
      const mine = userId === meId && member ? { role: member.role, mutedUntil: member.mutedUntil } : {};
      return changed(state, roomId, (room) => ({ ...room, memberCount, ...mine }));
    }
    case 'read_changed':
      return event.payload.userId === meId
        ? changed(state, event.payload.roomId, (room) => applyRead(room, event.payload))
        : state;
    case 'user_changed':
      return new Map([...state].map(([id, room]) => [id, withPerson(room, event.payload)]));
    default:
      return state;
  }
}

function changed(state: RoomsState, roomId: string, change: (room: Room) => Room): RoomsState {
  const room = state.get(roomId);
  return room ? new Map(state).set(roomId, change(room)) : state;
}

function received(
  room: Room,
  message: Message,
  meId: string,
  isBlocked: (userId: string | undefined) => boolean,
): Room {
  const revision = Math.max(room.revision, message.revision);
  const isNewest = message.seq > (room.lastMessage?.seq ?? 0) && message.seq >= room.lastSeq;
  const isShown = isNewest && standsInRoom(message);
  const next = {
    ...room,
    revision,
    lastMessage: isShown ? message : room.lastMessage && withReplies(room.lastMessage, [message]),
    ...(isNewest && { lastSeq: message.seq }),
    ...(message.seq > room.lastSeq && { hidden: false }),
  };
  if (message.seq <= room.lastSeq) return next; // counted already, by `sync` or in `read_changed`
  if (message.kind !== 'text' || !standsInRoom(message)) return next;
  if (message.author?.id === meId) return { ...next, lastReadSeq: message.seq, unreadCount: 0, mentionCount: 0 };
  const mentionsMe = (message.mentionsRoom || message.mentions.includes(meId)) && !isBlocked(message.author?.id);
  return { ...next, unreadCount: room.unreadCount + 1, mentionCount: room.mentionCount + (mentionsMe ? 1 : 0) };
}

function messageChanged(room: Room, message: Message): Room {
  if (message.revision <= room.revision) return room; // applied already, by `sync` or `room_updated`
  const { revision } = message;
  const last = room.lastMessage;
  if (!last) return { ...room, revision };
  const lastMessage = last.id === message.id ? message : withReplies(quoting(last, message), [message]);
  return { ...room, revision, lastMessage };
}

/** The message with its quote updated, if it quotes the changed message. */
export function quoting(message: Message, quoted: Message): Message {
  if (message.replyTo?.id !== quoted.id) return message;
  const { mentions: before = [], ...quote } = message.replyTo;
  const excerpt = excerptOf(quoted.body);
  const attachmentKind = attachmentKindOf(quoted);
  const { mentions } = quoted;
  const isSame =
    excerpt === quote.excerpt && attachmentKind === quote.attachmentKind && before.join() === mentions.join();
  if (isSame) return message;
  // Absent where nobody is mentioned, as in the server's answers.
  return { ...message, replyTo: { ...quote, excerpt, attachmentKind, ...(mentions.length && { mentions }) } };
}

/** What a quote shows of a message without text. */
export const attachmentKindOf = ({ body, attachments }: Message): Attachment['kind'] | null =>
  body ? null : (attachments[0]?.kind ?? null);

/** The room as received, except for what later events have already moved further. */
function mergeRoom(known: Room | undefined, received: Room): Room {
  if (!known || known.epoch !== received.epoch) return received;
  const { lastReadSeq, unreadCount, mentionCount } = known;
  if (known.revision > received.revision) {
    const { revision, lastSeq, lastMessage } = known;
    const hidden = received.hidden && lastSeq === received.lastSeq;
    return { ...received, revision, lastSeq, lastMessage, lastReadSeq, unreadCount, mentionCount, hidden };
  }
  const hasReadFurther = known.lastReadSeq > received.lastReadSeq && known.lastSeq === received.lastSeq;
  return hasReadFurther ? { ...received, lastReadSeq, unreadCount, mentionCount } : received;
}

function applyRead(room: Room, { lastReadSeq, unreadCount, mentionCount, lastSeq, back }: ReadChanged): Room {
  if (lastReadSeq < room.lastReadSeq && !back) return room;
  // Counts from before a message that has already arrived: newer counts will follow.
  if (lastSeq === undefined || lastSeq < room.lastSeq) return { ...room, lastReadSeq };
  return {
    ...room,
    lastReadSeq,
    lastSeq,
    hidden: room.hidden && lastSeq === room.lastSeq,
    unreadCount: unreadCount ?? room.unreadCount,
    mentionCount: mentionCount ?? room.mentionCount,
  };
}

function withPerson(room: Room, person: UserSummary): Room {
  const peer = room.peer && renewed(room.peer, person);
  const peers = room.peers.some(({ id }) => id === person.id)
    ? room.peers.map((each) => renewed(each, person))
    : room.peers;
  const lastMessage = room.lastMessage && withAuthor(room.lastMessage, person);
  const isSame = peer === room.peer && peers === room.peers && lastMessage === room.lastMessage;
  return isSame ? room : { ...room, peer, peers, lastMessage };
}

/** The message with a person's new name and picture, in its head, its quote, the forwarded message and the thread. */
export function withAuthor(message: Message, person: UserSummary): Message {
  const author = message.author && renewed(message.author, person);
  const replyTo = withAuthorOf(message.replyTo, person);
  const forwarded = withAuthorOf(message.forwarded, person);
  const thread = withThreadAuthor(message.thread, person);
  const isSame = author === message.author && replyTo === message.replyTo && forwarded === message.forwarded;
  return isSame && thread === message.thread ? message : { ...message, author, replyTo, forwarded, thread };
}

function withAuthorOf<T extends { author: UserSummary | null }>(quoted: T | null, person: UserSummary): T | null {
  const author = quoted?.author && renewed(quoted.author, person);
  return quoted && author && author !== quoted.author ? { ...quoted, author } : quoted;
}

function withThreadAuthor(thread: Message['thread'], person: UserSummary): Message['thread'] {
  if (!thread) return thread;
  const authors = thread.authors.map((author) => renewed(author, person));
  // Messages that an older client has kept on the device have no such field.
  const resolvedBy = (thread as Partial<typeof thread>).resolvedBy ?? null;
  const resolver = resolvedBy && renewed(resolvedBy, person);
  const isSame = resolver === resolvedBy && authors.every((author, index) => author === thread.authors[index]);
  return isSame ? thread : { ...thread, authors, resolvedBy: resolver };
}

const renewed = (shown: UserSummary, person: UserSummary): UserSummary =>
  shown.id === person.id ? newerCopy(shown, person) : shown;

/** The message as shown: an answer that was on its way may carry a name from before a change that has arrived. */
export function withKnownPeople(message: Message, known: KnownPeople): Message {
  return peopleIn(message).reduce((shown, { id }) => {
    const person = known.get(id);
    return person ? withAuthor(shown, person) : shown;
  }, message);
}

/** The rooms as shown; see `withKnownPeople`. */
export function roomsWithKnownPeople(state: RoomsState, known: KnownPeople): RoomsState {
  const rooms = [...state].map(([id, room]) => [id, roomWithKnownPeople(room, known)] as const);
  return rooms.some(([id, room]) => room !== state.get(id)) ? new Map(rooms) : state;
}

function roomWithKnownPeople(room: Room, known: KnownPeople): Room {
  const people = [room.peer, ...room.peers, ...(room.lastMessage ? peopleIn(room.lastMessage) : [])];
  return people.reduce((shown, person) => {
    const newest = person && known.get(person.id);
    return newest ? withPerson(shown, newest) : shown;
  }, room);
}

/** The people whose names a message shows. */
const peopleIn = ({ author, replyTo, forwarded, thread }: Message): UserSummary[] =>
  [author, replyTo?.author, forwarded?.author, thread?.resolvedBy, ...(thread?.authors ?? [])].flatMap(
    (person) => person ?? [],
  );

/** The rooms of the list: favourites before the others, hidden rooms not at all. */
export function listedRooms(rooms: readonly Room[]): Room[] {
  const shown = rooms.filter(({ hidden }) => !hidden);
  return [...shown.filter(({ favourite }) => favourite), ...shown.filter(({ favourite }) => !favourite)];
}

/** The order of the rooms: the room with the newest message comes first. */
export function byLastActivity(rooms: Iterable<Room>): Room[] {
  const at = (room: Room) => room.lastMessage?.createdAt ?? room.createdAt;
  return [...rooms].sort((a, b) => compare(at(b), at(a)) || compare(a.id, b.id));
}

/** Times and ids sort by code units; `localeCompare` would take a hundred times as long. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

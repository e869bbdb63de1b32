import type { Room } from '../rooms/rooms.dto.ts';
import { MEMBER_ROLES, ROOM_KINDS } from '../shared/roles.ts';
import { flag, id, list, object, oneOf, text, whole, type JsonSchema } from './json-schema.view.ts';
import { PERSON, personView } from './message.view.ts';

/** Of what may be null, null is one of the words. */
const roleOrNone: JsonSchema = {
  type: ['string', 'null'],
  description: 'null: the caller is not in it',
  enum: [...MEMBER_ROLES, null],
};

export const ROOM = object({
  id: id(),
  name: text('empty for conversations: these are named by their people'),
  kind: oneOf(ROOM_KINDS),
  topic: text(),
  people: list(PERSON, 'the others of a conversation; empty for rooms'),
  role: roleOrNone,
  archived: flag('true: nothing can be written any more'),
  memberCount: whole(),
  lastSeq: whole(0, undefined, 'of the newest message'),
  lastReadSeq: whole(0, undefined, 'of the last message that counts as read'),
  unreadCount: whole(),
  mentionCount: whole(0, undefined, 'of the unread, those that mention the caller'),
});

/** A room without its newest message, which a token may lack the scope for. */
export const roomView = (room: Room) => ({
  id: room.id,
  name: room.name,
  kind: room.kind,
  topic: room.topic,
  people: [...(room.peer ? [room.peer] : []), ...room.peers].map(personView),
  role: room.role,
  archived: room.archived,
  memberCount: room.memberCount,
  lastSeq: room.lastSeq,
  lastReadSeq: room.lastReadSeq,
  unreadCount: room.unreadCount,
  mentionCount: room.mentionCount,
});

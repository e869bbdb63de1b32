import type { TokenAccess } from '../common/token-access.ts';
import type { TokenScope } from '../shared/token-scopes.ts';
import type { CommandName, EventName } from './events.ts';

const within = (...scopes: TokenScope[]): TokenAccess => ({ scopes, heedsRooms: true });
const everywhere = (...scopes: TokenScope[]): TokenAccess => ({ scopes, heedsRooms: false });

/** How commands are open to personal tokens; null: closed. A command without an entry is a type error. */
export const commandAccess: Readonly<Record<CommandName, TokenAccess | null>> = {
  // It answers the rooms with their newest messages, the person and the presence of others.
  sync: within('rooms:read', 'messages:read', 'people:read'),
  reauthenticate: null,
  send_message: within('messages:write'),
  edit_message: within('messages:write'),
  delete_message: within('messages:write'),
  add_reaction: within('reactions:write'),
  remove_reaction: within('reactions:write'),
  mark_read: within('messages:write'),
  mark_unread: within('messages:write'),
  typing: within('presence:write'),
  create_room: everywhere('rooms:write'),
  join_room: everywhere('rooms:write'),
  leave_room: within('rooms:write'),
  run_command: within('messages:write'),
  watch_presence: everywhere('people:read'),
};

/** All but what only a person sees and decides: that reaches no token. */
export type TokenEvent = Exclude<EventName, 'personal_changed' | 'reports_changed'>;

/** Of which scopes a token must be for its socket to get an event; null: every token. */
export const eventScopes: Readonly<Record<TokenEvent, readonly TokenScope[] | null>> = {
  receive_message: ['messages:read'],
  receive_messages: ['messages:read'],
  message_changed: ['messages:read'],
  room_heads: ['rooms:read'],
  // Rooms come with their newest message.
  room_joined: ['rooms:read', 'messages:read'],
  room_updated: ['rooms:read', 'messages:read'],
  room_left: ['rooms:read'],
  member_changed: ['rooms:read'],
  read_changed: ['rooms:read'],
  user_typing: ['people:read'],
  presence_changed: ['people:read'],
  user_changed: ['people:read'],
  attachment_changed: ['files:read'],
  notification: ['messages:read'],
  following_changed: ['messages:read'],
  thread_read: ['messages:read'],
  ephemeral_message: ['messages:read'],
  token_expiring: null,
  session_ended: null,
  server_changed: null,
  emoji_changed: ['messages:read'],
  server_draining: null,
  command_refused: null,
};

/** The events that are about no room. All others reach the socket of a token that is limited to rooms by their room alone. */
const WITHOUT_ROOM: ReadonlySet<EventName> = new Set<EventName>([
  'presence_changed',
  'user_changed',
  'token_expiring',
  'session_ended',
  'server_changed',
  'emoji_changed',
  'server_draining',
  'command_refused',
]);

/** The events whose payload is a room. */
const WITH_ROOM: ReadonlySet<EventName> = new Set<EventName>(['room_joined', 'room_updated']);

/** Whether the socket of a token may get an event. An event that is not listed here reaches none. */
export function mayReceive(
  { scopes, roomIds }: { scopes: ReadonlySet<TokenScope>; roomIds: ReadonlySet<string> | null },
  name: string,
  payload: unknown,
): boolean {
  if (!isListed(name)) return false;
  if (eventScopes[name]?.some((scope) => !scopes.has(scope))) return false;
  if (!roomIds || WITHOUT_ROOM.has(name)) return true;
  const ids = roomIdsOf(payload, WITH_ROOM.has(name) ? 'id' : 'roomId');
  return ids.length > 0 && ids.every((id) => typeof id === 'string' && roomIds.has(id));
}

const isListed = (name: string): name is TokenEvent => Object.hasOwn(eventScopes, name);

/** The rooms of a payload, which is an object or a list of them. */
function roomIdsOf(payload: unknown, key: 'id' | 'roomId'): unknown[] {
  const parts: unknown[] = Array.isArray(payload) ? payload : [payload];
  return parts.map((part) => (Object(part) as Record<string, unknown>)[key]);
}

import type { Role } from '../common/caller.ts';
import type { MemberRole } from './members.dto.ts';
import type { RoomKind } from './rooms.dto.ts';

/** Everything that can be asked of a room that exists. */
export const ROOM_ACTIONS = [
  'see',
  'join',
  'read',
  'post',
  'react',
  'pin',
  'invite',
  'leave',
  'moderate',
  'rename',
  'configure',
  'delete',
] as const;
export type RoomAction = (typeof ROOM_ACTIONS)[number];

/** Where somebody stands in relation to a room. */
export interface RoomActor {
  kind: RoomKind;
  /** Null for people who are not in it. */
  role: MemberRole | null;
  /** Their role on the whole server. */
  serverRole: Role;
}

/** What else is known of a room and the caller's place in it. */
export interface RoomState {
  archived: boolean;
  mutedUntil: Date | null;
}

const EVERYBODY = ['owner', 'moderator', 'member'] as const;
const KEEPERS = ['owner', 'moderator'] as const;
const OWNERS = ['owner'] as const;

/** Which members may do what. Kicking, banning, muting and deleting what others said is to `moderate`. */
const MEMBERS: Record<RoomAction, readonly MemberRole[]> = {
  see: EVERYBODY,
  join: EVERYBODY,
  read: EVERYBODY,
  post: EVERYBODY,
  react: EVERYBODY,
  pin: EVERYBODY,
  invite: EVERYBODY,
  leave: EVERYBODY,
  moderate: KEEPERS,
  rename: KEEPERS,
  configure: OWNERS,
  delete: OWNERS,
};

/** A direct room belongs to both alike: nobody else comes in, nobody keeps order. */
const DIRECT: readonly RoomAction[] = ['see', 'join', 'read', 'post', 'react', 'pin', 'leave'];

/** Open to everybody with an account in public rooms they are not in. Guests come in by code only. */
const OUTSIDE_PUBLIC: readonly RoomAction[] = ['see', 'join'];

export function mayRoom(action: RoomAction, { kind, role, serverRole }: RoomActor): boolean {
  if (!role) return kind === 'public' && serverRole !== 'guest' && OUTSIDE_PUBLIC.includes(action);
  if (kind === 'direct') return DIRECT.includes(action);
  // The server's moderators keep order in public rooms they are in; into private ones they have no way.
  const keepsOrder = kind === 'public' && (serverRole === 'moderator' || serverRole === 'admin');
  return MEMBERS[action].includes(role) || (action === 'moderate' && keepsOrder);
}

/** Why an action is refused, as a problem's code; undefined when it is allowed. */
export function roomRefusal(action: RoomAction, room: RoomActor & RoomState, now: Date) {
  if (!mayRoom('see', room)) return 'room_not_found';
  if (!mayRoom(action, room)) return 'forbidden';
  if (action !== 'post') return undefined;
  if (room.archived) return 'room_archived';
  return room.mutedUntil && room.mutedUntil > now ? 'muted' : undefined;
}

/** What a room may refuse to every role because of what it is. */
export type FixedRoomAct = 'leave' | 'kick' | 'ban' | 'archive' | 'set-password' | 'new-code' | 'delete';

const LEAVING: readonly FixedRoomAct[] = ['leave', 'kick', 'ban'];

/** Why an act is refused to every role: everybody stays in the Lobby, which stays open, and both stay in a direct room. */
export function fixedRoomRefusal(act: FixedRoomAct, { kind, lobby }: { kind: RoomKind; lobby: boolean }) {
  if (lobby) return LEAVING.includes(act) ? 'cannot_leave_lobby' : 'cannot_change_lobby';
  return kind === 'direct' && act === 'leave' ? 'cannot_leave_direct' : undefined;
}

const rank = (role: MemberRole) => EVERYBODY.length - EVERYBODY.indexOf(role);

/** Whoever keeps order acts upon people below them; owners act upon everybody. */
export const mayActUpon = (mine: RoomActor, theirs: MemberRole): boolean =>
  mayRoom('moderate', mine) && (mine.role === 'owner' || rank(theirs) < rank('moderator'));

/** Only owners give roles. */
export const mayGiveRole = ({ kind, role }: RoomActor): boolean => kind !== 'direct' && role === 'owner';

/** Who may call everybody by `@room` and `@here` is a setting of the room: the lowest role that may. */
export const mayMentionRoom = ({ kind, role }: RoomActor, by: MemberRole): boolean =>
  kind !== 'direct' && role !== null && rank(role) >= rank(by);

/** Guests enter by code only: no directory, no direct messages. */
export const mayBrowseDirectory = (serverRole: Role): boolean => serverRole !== 'guest';
export const mayWriteDirectly = (serverRole: Role): boolean => serverRole !== 'guest';

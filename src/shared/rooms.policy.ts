import { isConversation, MEMBER_ROLES, type MemberRole, type Role, type RoomKind } from './roles.ts';

/** Every action on a room that exists. */
export const ROOM_ACTIONS = [
  'see',
  'join',
  'preview',
  'read',
  'post',
  'reply',
  'react',
  'vote',
  'call',
  'answer',
  'pin',
  'invite',
  'leave',
  'moderate',
  'rename',
  'configure',
  'delete',
] as const;
export type RoomAction = (typeof ROOM_ACTIONS)[number];

/** The relation of a person to a room. */
export interface RoomActor {
  kind: RoomKind;
  /** Null for a person who is not a member. */
  role: MemberRole | null;
  /** The person's role on the whole server. */
  serverRole: Role;
}

/** The state of a room or member that takes away rights that the role gives. */
export interface RoomState {
  archived: boolean;
  mutedUntil: Date | null;
  /** True in a direct room whose other member has deleted their account, or whose account is disabled. */
  peerGone?: boolean;
  /** True in a direct room of which one member has blocked the other. */
  blocked?: boolean;
  /** The lowest roles that may write, reply in threads and react; everybody unless given. */
  postBy?: MemberRole;
  replyBy?: MemberRole;
  reactBy?: MemberRole;
}

/** What may keep a person out of a room that they see. */
export interface EntryState {
  banned: boolean;
  passwordProtected: boolean;
}

/** What the role on the server makes of a member of the Lobby, whatever is stored about the membership. */
export const LOBBY_ROLES: Record<Role, MemberRole> = {
  guest: 'member',
  member: 'member',
  moderator: 'moderator',
  admin: 'owner',
};

/** A member's role in a room: the stored one, but in the Lobby the one that the server's role gives. */
export const roleInRoom = (lobby: boolean, stored: MemberRole | null, serverRole: Role): MemberRole | null =>
  stored && lobby ? LOBBY_ROLES[serverRole] : stored;

const ALL_MEMBERS = MEMBER_ROLES;
const MODERATORS = ['owner', 'moderator'] as const;
const OWNERS = ['owner'] as const;

/**
 * The rights of members by role. To `preview` is to read the messages of a room without being in it. To `post` is to write
 * in the room, to `reply` to write what stays in a thread. To `call` is to start a call, to `answer` is to enter one. To
 * `moderate` is to kick, ban, mute and delete the messages of others.
 */
const MEMBERS: Record<RoomAction, readonly MemberRole[]> = {
  see: ALL_MEMBERS,
  join: ALL_MEMBERS,
  preview: ALL_MEMBERS,
  read: ALL_MEMBERS,
  post: ALL_MEMBERS,
  reply: ALL_MEMBERS,
  react: ALL_MEMBERS,
  vote: ALL_MEMBERS,
  call: ALL_MEMBERS,
  answer: ALL_MEMBERS,
  pin: ALL_MEMBERS,
  invite: ALL_MEMBERS,
  leave: ALL_MEMBERS,
  moderate: MODERATORS,
  rename: MODERATORS,
  configure: OWNERS,
  delete: OWNERS,
};

/** What a muted member may still do: read, and leave. They may also delete their own messages, which is reading here. */
const WHILE_MUTED: readonly RoomAction[] = ['see', 'join', 'preview', 'read', 'leave'];

/** Both members of a direct room have the same rights: neither invites nor moderates. */
const DIRECT: readonly RoomAction[] = [
  'see',
  'join',
  'preview',
  'read',
  'post',
  'reply',
  'react',
  'vote',
  'call',
  'answer',
  'pin',
  'leave',
];

/** In a group conversation, too, all members have the same rights; they also add people and give it a name. */
const GROUP: readonly RoomAction[] = [...DIRECT, 'invite', 'rename'];

/** The rights of a person with an account in a public room without membership. Guests enter by code only. */
const OUTSIDE_PUBLIC: readonly RoomAction[] = ['see', 'join', 'preview'];

export function mayRoom(action: RoomAction, { kind, role, serverRole }: RoomActor): boolean {
  if (!role) return kind === 'public' && serverRole !== 'guest' && OUTSIDE_PUBLIC.includes(action);
  if (kind === 'direct') return DIRECT.includes(action);
  // Guests have no direct messages; a room of their own with a person in it would be one.
  if (action === 'invite' && serverRole === 'guest') return false;
  if (kind === 'group') return GROUP.includes(action);
  // The server's moderators also moderate the public rooms that they are members of, but no private room.
  const moderatesPublic = kind === 'public' && (serverRole === 'moderator' || serverRole === 'admin');
  return MEMBERS[action].includes(role) || (action === 'moderate' && moderatesPublic);
}

/** Why an action is refused, as a problem's code; undefined when it is allowed. */
export function roomRefusal(action: RoomAction, room: RoomActor & RoomState, now: Date) {
  if (!mayRoom('see', room)) return 'room_not_found';
  if (!mayRoom(action, room)) return 'forbidden';
  if (action === 'post' || action === 'call') return writingRefusal(room, now) ?? restriction(room, room.postBy);
  if (action === 'reply') return writingRefusal(room, now) ?? restriction(room, room.replyBy);
  if (action === 'answer') return writingRefusal(room, now);
  if (room.blocked && !WHILE_MUTED.includes(action)) return 'blocked';
  if (isMutedAt(room, now) && !WHILE_MUTED.includes(action)) return 'muted';
  return action === 'react' ? restriction(room, room.reactBy) : undefined;
}

/** Whether a role is at least another: the lowest that a setting of the room names. */
export const reachesRole = (role: MemberRole | null, lowest: MemberRole = 'member'): boolean =>
  role !== null && rank(role) >= rank(lowest);

/** An announcement room lets only some roles in it write or react, also of those who moderate the server. */
const restriction = ({ role }: Pick<RoomActor, 'role'>, by?: MemberRole) =>
  reachesRole(role, by) ? undefined : 'posting_restricted';

/** Whether slow mode makes a member wait between two messages: not those who moderate the room. */
export const isSlowed = (actor: RoomActor, slowSeconds: number): boolean =>
  slowSeconds > 0 && !mayRoom('moderate', actor);

/** Why a person who may enter a room may not read it before: what keeps them from entering keeps them from reading. */
export function previewRefusal({ role, banned, passwordProtected }: Pick<RoomActor, 'role'> & EntryState) {
  if (role) return undefined;
  if (banned) return 'banned';
  return passwordProtected ? 'wrong_room_password' : undefined;
}

/** Whether a mute lasts at this time. */
export const isMutedAt = ({ mutedUntil }: Pick<RoomState, 'mutedUntil'>, now: Date): boolean =>
  mutedUntil !== null && mutedUntil > now;

/** The code of the problem when the state of a room prevents even its owner from writing. */
export function writingRefusal({ archived, mutedUntil, peerGone, blocked }: RoomState, now: Date) {
  if (archived) return 'room_archived';
  if (peerGone) return 'peer_gone';
  if (blocked) return 'blocked';
  return isMutedAt({ mutedUntil }, now) ? 'muted' : undefined;
}

/** Acts that a room of some kind refuses to every role. */
export type FixedRoomAct = 'leave' | 'kick' | 'ban' | 'archive' | 'set-password' | 'new-code' | 'delete' | 'give-role';

const LEAVING: readonly FixedRoomAct[] = ['leave', 'kick', 'ban'];

/** Why an act is refused to every role: no member leaves a direct room or the Lobby, whose roles are the server's. */
export function fixedRoomRefusal(act: FixedRoomAct, { kind, lobby }: { kind: RoomKind; lobby: boolean }) {
  if (lobby) return LEAVING.includes(act) ? 'cannot_leave_lobby' : 'cannot_change_lobby';
  return kind === 'direct' && act === 'leave' ? 'cannot_leave_direct' : undefined;
}

const rank = (role: MemberRole) => MEMBER_ROLES.length - MEMBER_ROLES.indexOf(role);

/** Kicking, banning and muting: moderators act upon plain members, owners upon all members. */
export const mayActUpon = (mine: RoomActor, theirs: MemberRole): boolean =>
  mayRoom('moderate', mine) && (mine.role === 'owner' || rank(theirs) < rank('moderator'));

type MemberOf = Pick<RoomActor, 'kind' | 'role'>;

/** Only owners give roles. */
export const mayGiveRole = ({ kind, role }: MemberOf): boolean => !isConversation(kind) && role === 'owner';

/** The room's setting decides who may use `@room` and `@here`: the lowest role that may. */
export const mayMentionRoom = ({ kind, role }: MemberOf, by: MemberRole): boolean =>
  !isConversation(kind) && reachesRole(role, by);

/** Guests enter by code only: no directory, no direct messages. */
export const mayBrowseDirectory = (serverRole: Role): boolean => serverRole !== 'guest';
export const mayWriteDirectly = (serverRole: Role): boolean => serverRole !== 'guest';

/** What is known of a person who is not in a room, and may have been in it before. */
export interface FormerMember {
  /** True when they were in it, and their last departure was their own choice. */
  leftByChoice: boolean;
  /** True once they were kicked or banned. */
  removed: boolean;
}

/**
 * Why a member may not add a person: who has left comes back by themselves, and only those who may remove people bring
 * removed ones back.
 */
export function addingRefusal({ leftByChoice, removed }: FormerMember, by: RoomActor) {
  if (leftByChoice) return 'member_left';
  return removed && !mayRoom('moderate', by) ? 'forbidden' : undefined;
}

/** A room without an owner belongs to the next person who enters it, unless they were ever removed from it. */
export const roleOnEntering = (hasOwner: boolean, { removed }: Pick<FormerMember, 'removed'>): MemberRole =>
  hasOwner || removed ? 'member' : 'owner';

/** Whether a code opens a room: nobody is left in an empty private room to let in a person who was removed from it. */
export const codeOpens = (
  room: { kind: RoomKind; empty: boolean },
  { removed }: Pick<FormerMember, 'removed'>,
): boolean => room.kind === 'public' || (room.kind === 'private' && !(room.empty && removed));

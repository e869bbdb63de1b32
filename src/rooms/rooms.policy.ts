import type { Role } from '../common/caller.ts';
import type { MemberRole, RoomKind } from './rooms.dto.ts';

/** Everything that can be asked of a room that exists. */
export type RoomAction = 'see' | 'join' | 'read' | 'post' | 'invite' | 'leave' | 'moderate';

/** Where somebody stands in relation to a room. */
export interface Standing {
  kind: RoomKind;
  /** Null for people who are not in it. */
  role: MemberRole | null;
  /** Their role on the whole server. */
  serverRole: Role;
}

const MEMBERS: Record<RoomAction, readonly MemberRole[]> = {
  see: ['owner', 'moderator', 'member'],
  join: ['owner', 'moderator', 'member'],
  read: ['owner', 'moderator', 'member'],
  post: ['owner', 'moderator', 'member'],
  invite: ['owner', 'moderator', 'member'],
  leave: ['owner', 'moderator', 'member'],
  moderate: ['owner', 'moderator'],
};

/** Open to everybody with an account in public rooms they are not in. Guests come in by code only. */
const OUTSIDE_PUBLIC: readonly RoomAction[] = ['see', 'join'];

export function mayRoom(action: RoomAction, { kind, role, serverRole }: Standing): boolean {
  if (role) {
    if (kind === 'direct' && (action === 'invite' || action === 'moderate')) return false;
    // The server's moderators keep order in public rooms they are in.
    const keepsOrder = kind === 'public' && (serverRole === 'moderator' || serverRole === 'admin');
    return MEMBERS[action].includes(role) || (action === 'moderate' && keepsOrder);
  }
  return kind === 'public' && serverRole !== 'guest' && OUTSIDE_PUBLIC.includes(action);
}

import type { Role } from '@api/common/caller.ts';
import type { MemberRole } from '@api/rooms/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';

/** What the server would refuse is not offered: the same rules as its policy. */
type Standing = Pick<Room, 'kind' | 'role'>;

/** Owners and moderators keep order; the server's moderators do so in public rooms they are in. */
export function mayModerate({ kind, role }: Standing, serverRole: Role | undefined): boolean {
  if (kind === 'direct' || !role) return false;
  return role !== 'member' || (kind === 'public' && (serverRole === 'moderator' || serverRole === 'admin'));
}

/** Muting, removing and banning: people below oneself; owners act upon everybody. */
export const mayActUpon = (mine: Standing, serverRole: Role | undefined, theirs: MemberRole): boolean =>
  mayModerate(mine, serverRole) && (mine.role === 'owner' || theirs === 'member');

export const mayGiveRole = ({ kind, role }: Standing): boolean => kind !== 'direct' && role === 'owner';

/** Name and topic. */
export const mayRename = ({ kind, role }: Standing): boolean =>
  kind !== 'direct' && (role === 'owner' || role === 'moderator');

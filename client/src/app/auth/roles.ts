import type { Role } from '@api/shared/roles.ts';

const RANKS: Record<Role, number> = { guest: 0, member: 1, moderator: 2, admin: 3 };

/** All roles, the highest first: the order in which lists offer them. */
export const ROLES_HIGHEST_FIRST: readonly Role[] = ['admin', 'moderator', 'member', 'guest'];

export const isModeratorOrAdmin = (role: Role | undefined): boolean => role === 'moderator' || role === 'admin';

/** What the server would refuse is not offered: nobody touches an account at or above their own role. */
export const mayManage = (mine: Role | undefined, theirs: Role): boolean =>
  mine !== undefined && isModeratorOrAdmin(mine) && RANKS[theirs] < RANKS[mine];

/** The roles one may give to somebody. Guests become members by registering, by nobody's gift. */
export const assignableRoles = (mine: Role | undefined, theirs: Role): ('admin' | 'moderator' | 'member')[] =>
  mine === 'admin' && theirs !== 'guest' && mayManage(mine, theirs) ? ['admin', 'moderator', 'member'] : [];

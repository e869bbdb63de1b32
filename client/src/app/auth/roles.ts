import { mayGiveRole, mayManageAccount, maySeeAccounts } from '@api/shared/admin.policy.ts';
import { type Role, ROLES } from '@api/shared/roles.ts';

/** The order in which lists offer roles. */
export const ROLES_HIGHEST_FIRST: readonly Role[] = ROLES.toReversed();

export const isModeratorOrAdmin = (role: Role | undefined): boolean => role !== undefined && maySeeAccounts(role);

/** Whether actions on another person's account are offered; not while it is unknown who is signed in. */
export const mayManage = (mine: Role | undefined, theirs: Role): boolean =>
  mine !== undefined && mayManageAccount(mine, theirs);

/** The roles that may be given to another person, the highest first. Guests become members only by registering. */
export const assignableRoles = (mine: Role | undefined, theirs: Role): Exclude<Role, 'guest'>[] =>
  (['admin', 'moderator', 'member'] as const).filter(
    (role) => mine !== undefined && mayGiveRole(mine, theirs, role, false),
  );

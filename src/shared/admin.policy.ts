import { type Role, ROLES } from './roles.ts';

const rank = (role: Role) => ROLES.indexOf(role);

/** Who may see accounts, and who may read the audit log. */
export const maySeeAccounts = (role: Role): boolean => rank(role) >= rank('moderator');
export const maySeeAudit = (role: Role): boolean => role === 'admin';

/** Who may see the state of the server and retry failed mails. */
export const mayManageServer = (role: Role): boolean => role === 'admin';

/** Who may invite people to the server (`INVITE_BY`): everybody with an account from that role on. */
export const INVITE_BY = ['member', 'moderator', 'admin'] as const;
export type InviteBy = (typeof INVITE_BY)[number];
export const mayInvitePeople = (role: Role, by: InviteBy): boolean => rank(role) >= rank(by);
export const rolesThatInvite = (by: InviteBy): Role[] => ROLES.filter((role) => mayInvitePeople(role, by));

/** Who may add people, correct their address and name, and delete the accounts of those who have left. */
export const mayManagePeople = (role: Role): boolean => role === 'admin';

/** Who may archive and delete rooms that they are not in, and give an owner to those without one. This allows no reading. */
export const mayManageRooms = (role: Role): boolean => role === 'admin';

/** Who may disable and delete hooks of rooms that they are not in, and sees the bots of everybody. This allows no reading. */
export const mayManageIntegrations = (role: Role): boolean => role === 'admin';

/** Whether an administrator may correct the address and name of an account, make a password link for it, and delete it. */
export const mayMendAccount = (mine: Role, self: boolean): boolean => mayManagePeople(mine) && !self;

/** An account is managed by moderators whose role is above its own, and by all administrators; nobody manages their own. */
export const mayManageAccount = (mine: Role, theirs: Role, self = false): boolean =>
  !self && maySeeAccounts(mine) && (mine === 'admin' || rank(theirs) < rank(mine));

/** Roles are given by administrators, up to their own; they may also step down themselves. */
export const mayGiveRole = (mine: Role, theirs: Role, role: Role, self: boolean): boolean =>
  mine === 'admin' && theirs !== 'guest' && rank(role) <= rank(mine) && (self || mayManageAccount(mine, theirs));

import { type Role, ROLES } from './roles.ts';

/** The lowest role on the server that a group lets mention it. */
export const GROUP_MENTION_ROLES = ['member', 'moderator', 'admin'] as const;
export type GroupMentionRole = (typeof GROUP_MENTION_ROLES)[number];

const rank = (role: Role) => ROLES.indexOf(role);

/** Guests see the people of their rooms only, and so no groups. */
export const maySeeGroups = (role: Role): boolean => role !== 'guest';

/** Who makes, changes and deletes groups, and decides who is in them. */
export const mayManageGroups = (role: Role): boolean => rank(role) >= rank('moderator');

/** Whether a mention of a group notifies its people; without the right it is text like any other. */
export const mayMentionGroup = (role: Role, mentionBy: GroupMentionRole): boolean => rank(role) >= rank(mentionBy);

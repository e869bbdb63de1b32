/** From the least rights to the most. */
export const ROLES = ['guest', 'member', 'moderator', 'admin'] as const;
/** A person's role on the whole server. */
export type Role = (typeof ROLES)[number];

/** From the most rights to the least. */
export const MEMBER_ROLES = ['owner', 'moderator', 'member'] as const;
/** A person's role in a room. */
export type MemberRole = (typeof MEMBER_ROLES)[number];

export const ROOM_KINDS = ['public', 'private', 'direct', 'group'] as const;
export type RoomKind = (typeof ROOM_KINDS)[number];

/** Whether a room is a conversation of two people or of a group: without code, roles and moderation, and it rings as `direct`. */
export const isConversation = (kind: RoomKind): boolean => kind === 'direct' || kind === 'group';

import { type Role, ROLES } from './roles.ts';

const rank = (role: Role) => ROLES.indexOf(role);

/** Who may add emoji (`EMOJI_BY`): everybody with an account from that role on. */
export const EMOJI_BY = ['member', 'moderator', 'admin'] as const;
export type EmojiBy = (typeof EMOJI_BY)[number];
export const mayAddEmoji = (role: Role, by: EmojiBy): boolean => rank(role) >= rank(by);

/** Who may rename and disable an emoji: whoever added it, as long as they may add, and moderators and administrators. */
export const mayChangeEmoji = (role: Role, by: EmojiBy, { isOwn }: { isOwn: boolean }): boolean =>
  rank(role) >= rank('moderator') || (isOwn && mayAddEmoji(role, by));

import type { UserStatus } from '@api/users/users.dto.ts';

/** Stands for a status that has words only. */
const WORDS_ONLY = '💬';

/** The status as long as it lasts. Copies of people from before there were statuses have none. */
export const lastingStatus = (status: UserStatus | null | undefined, now: number): UserStatus | null =>
  status && (status.until === null || Date.parse(status.until) > now) ? status : null;

/** The emoji that stands beside the name. */
export const emojiOf = ({ emoji }: UserStatus): string => emoji ?? WORDS_ONLY;

/** The status in a line. */
export const statusLine = (status: UserStatus): string => [emojiOf(status), status.text].filter(Boolean).join(' ');

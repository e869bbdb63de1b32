import type { Message } from '@api/timeline/message.dto.ts';

/** The last message that somebody else has written and not deleted; null for none. */
export const lastOfOthers = (messages: readonly Message[], meId: string | undefined): Message | null =>
  messages.findLast(({ kind, author, deletedAt }) => kind === 'text' && author?.id !== meId && !deletedAt) ?? null;

import type { ThreadFilter } from '@api/messages/thread-inbox/thread-inbox.dto.ts';

export type { FollowedThread, ThreadFilter } from '@api/messages/thread-inbox/thread-inbox.dto.ts';

/** In the order of the tabs. */
export const THREAD_FILTERS: readonly ThreadFilter[] = ['all', 'unread', 'open', 'resolved'];

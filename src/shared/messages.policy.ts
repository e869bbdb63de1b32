import { mayRoom, type RoomActor } from './rooms.policy.ts';

/** The relation of a reader to a message. */
export interface Reader {
  isAuthor: boolean;
  /** May moderate the message's room. */
  moderates: boolean;
}

export const readerOf = (actor: RoomActor, isAuthor: boolean): Reader => ({
  isAuthor,
  moderates: mayRoom('moderate', actor),
});

/** What of a message keeps even its author from editing it. */
export interface FixedContent {
  forwarded: boolean;
  /** Of a poll: somebody has voted, or it is closed. */
  decided?: boolean;
}

/**
 * Only the author edits a message, except a forwarded message, which stays as it was written, and the question of a poll
 * once it has an answer.
 */
export const mayEdit = (
  { isAuthor }: Pick<Reader, 'isAuthor'>,
  { forwarded, decided = false }: FixedContent,
): boolean => isAuthor && !forwarded && !decided;

/** Whether the question of a poll has an answer, which another question would make untrue. */
export const isDecided = (poll: { voters: number; closedAt: string | null } | null): boolean =>
  poll !== null && (poll.voters > 0 || poll.closedAt !== null);

/** The author and the room's moderators close a poll; nobody opens it again. */
export const mayClosePoll = ({ isAuthor, moderates }: Reader): boolean => isAuthor || moderates;

/** The author adds options to a poll, and everybody where the poll says so. */
export const mayAddOption = ({ isAuthor }: Pick<Reader, 'isAuthor'>, { adding }: { adding: boolean }): boolean =>
  isAuthor || adding;

/** The author and the room's moderators delete a message. */
export const mayDelete = ({ isAuthor, moderates }: Reader): boolean => isAuthor || moderates;

/** The earlier versions of a message are for its author and for moderators. */
export const maySeeEdits = ({ isAuthor, moderates }: Reader): boolean => isAuthor || moderates;

/** A notice of the room (`system`) has no author: it is not edited, deleted, pinned or reacted to. */
export const mayChange = ({ kind }: { kind: 'text' | 'system' }): boolean => kind === 'text';

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

/** Only the author edits a message, except a forwarded message, which stays as it was written. */
export const mayEdit = ({ isAuthor }: Pick<Reader, 'isAuthor'>, { forwarded }: { forwarded: boolean }): boolean =>
  isAuthor && !forwarded;

/** The author and the room's moderators delete a message. */
export const mayDelete = ({ isAuthor, moderates }: Reader): boolean => isAuthor || moderates;

/** The earlier versions of a message are for its author and for moderators. */
export const maySeeEdits = ({ isAuthor, moderates }: Reader): boolean => isAuthor || moderates;

/** A notice of the room (`system`) has no author: it is not edited, deleted, pinned or reacted to. */
export const mayChange = ({ kind }: { kind: 'text' | 'system' }): boolean => kind === 'text';

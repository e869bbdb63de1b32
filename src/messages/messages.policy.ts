import { mayRoom, type RoomActor } from '../rooms/rooms.policy.ts';

/** Who stands before a message. */
export interface Reader {
  isAuthor: boolean;
  /** May keep order in the message's room. */
  moderates: boolean;
}

export const readerOf = (standing: RoomActor, isAuthor: boolean): Reader => ({
  isAuthor,
  moderates: mayRoom('moderate', standing),
});

/** Only the author edits, and only their own words: what they forwarded stays as it was said. */
export const mayEdit = ({ isAuthor }: Pick<Reader, 'isAuthor'>, { forwarded }: { forwarded: boolean }): boolean =>
  isAuthor && !forwarded;

/** The author may take words back, and moderators may take them away. */
export const mayDelete = ({ isAuthor, moderates }: Reader): boolean => isAuthor || moderates;

/** What a message said before is for its author and for moderators. */
export const maySeeEdits = ({ isAuthor, moderates }: Reader): boolean => isAuthor || moderates;

/** A notice of the room (`system`) has no author: it is not edited, deleted, pinned or reacted to. */
export const mayChange = ({ kind }: { kind: 'text' | 'system' }): boolean => kind === 'text';

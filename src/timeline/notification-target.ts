import type { Preferences } from '../users/users.dto.ts';

/** A member of a room, with what decides whether a message asks for their attention. */
export interface NotificationTarget {
  notify: 'all' | 'mentions' | 'none';
  preferences: Preferences;
  lastReadSeq: number;
  /** From which seq on the member follows which threads, among those that were asked for. */
  follows?: ReadonlyMap<string, number>;
}

/** The members whom one message may notify, by user id. */
export type TargetsByUser = ReadonlyMap<string, NotificationTarget>;

/** Targets that the writer of messages has looked up already, by message id. Not there for what another node wrote. */
export type PreloadedTargets = ReadonlyMap<string, TargetsByUser>;

import type { Preferences } from '../users/users.dto.ts';

/** A member of a room, with the facts that decide whether a message notifies them. */
export interface NotificationTarget {
  notify: 'all' | 'mentions' | 'none';
  /** Until then the room notifies silently. */
  quietUntil: Date | string | null;
  preferences: Preferences;
  lastReadSeq: number;
  /** Whom the member has blocked; absent in direct rooms, where these write nothing. */
  blocked?: readonly string[];
  /** From which seq on the member follows which threads, among those that were asked for. */
  follows?: ReadonlyMap<string, number>;
}

/** The members that a message may notify, by user id. */
export type TargetsByUser = ReadonlyMap<string, NotificationTarget>;

/** Targets that the message writer has loaded already, by message id. Absent for messages written by another node. */
export type PreloadedTargets = ReadonlyMap<string, TargetsByUser>;

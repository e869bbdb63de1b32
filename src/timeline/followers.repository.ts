import { Injectable } from '@nestjs/common';
import { Database, returning } from '../common/database/database.ts';

/**
 * Whether a person follows the thread that a message begins, with `thread_followers f` joined to it. The author and the
 * mentioned members follow it before the first reply, so that this reply notifies them.
 */
export const follows = (first: string, user: string): string =>
  `CASE WHEN f.thread_id IS NULL THEN ${user} = ANY (${first}.author_id || ${first}.mentions) ELSE f.from_seq IS NOT NULL END`;

/** Joins a person's follower row of the thread that a message begins. */
export const followerJoin = (first: string, user: string): string =>
  `LEFT JOIN thread_followers f ON f.thread_id = ${first}.id AND f.user_id = ${user}`;

/** A thread that a person follows, for their data export. */
export interface FollowedThread {
  threadId: string;
  roomId: string;
}

/** The followers of threads. Participants are added by a trigger. */
@Injectable()
export class FollowersRepository {
  constructor(private readonly database: Database) {}

  /** The followed threads among these, by the messages that they begin with, in the given order. */
  async followedBy(userId: string, threadIds: string[]): Promise<string[]> {
    if (!threadIds.length) return [];
    const rows = await this.database.query<{ id: string }>(
      `SELECT first.id FROM unnest($2::uuid[]) AS asked (id) JOIN messages first USING (id) ${followerJoin('first', '$1')}
       WHERE ${follows('first', '$1')} ORDER BY array_position($2, first.id)`,
      [userId, threadIds],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Follows a thread from the room's next message on, or unfollows it. False when nothing changed, as for a person who leaves
   * the room at this moment.
   */
  async set(threadId: string, roomId: string, userId: string, following: boolean): Promise<boolean> {
    const changed = await returning(
      this.database.source.manager,
      `INSERT INTO thread_followers (thread_id, user_id, room_id, from_seq)
       SELECT $1, m.user_id, m.room_id, CASE WHEN $4 THEN h.last_seq + 1 END
       FROM room_members m JOIN room_head h ON h.room_id = m.room_id JOIN messages first ON first.id = $1
       WHERE m.room_id = $2 AND m.user_id = $3 FOR KEY SHARE OF m, first
       ON CONFLICT (thread_id, user_id) DO UPDATE SET from_seq = EXCLUDED.from_seq
         WHERE (thread_followers.from_seq IS NULL) = $4 RETURNING thread_id`,
      [threadId, roomId, userId, following],
    );
    return changed.length > 0;
  }

  /** All threads that a person follows, oldest first. */
  ofUser(userId: string): Promise<FollowedThread[]> {
    return this.database.query(
      `SELECT thread_id AS "threadId", room_id AS "roomId" FROM thread_followers
       WHERE user_id = $1 AND from_seq IS NOT NULL ORDER BY thread_id`,
      [userId],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../common/database.ts';

/** Longer than any transaction takes to commit. */
const JUST_NOW = '30 seconds';
const AT_MOST = 500;
/** Microseconds. */
const CHANGED_AT = '(extract(epoch FROM changed_at) * 1000000)::bigint';

/** That a room, or somebody's place in it, has changed. Triggers note when; see the migration `room-changes`. */
export interface Change {
  roomId: string;
  /** Null when it is the room itself. */
  userId: string | null;
  /** By the database's clock. */
  changedAt: number;
}

@Injectable()
export class RoomChangesRepository {
  constructor(private readonly database: Database) {}

  /** When a room, or somebody's place in it, last changed; 0 when it never has. */
  async changedAt(roomId: string, userId?: string): Promise<number> {
    const sql = userId
      ? `SELECT ${CHANGED_AT} AS at FROM room_members WHERE room_id = $1 AND user_id = $2`
      : `SELECT ${CHANGED_AT} AS at FROM rooms WHERE id = $1`;
    const [row] = await this.database.query<{ at: number | null }>(sql, userId ? [roomId, userId] : [roomId]);
    return row?.at ?? 0;
  }

  /** What has changed within the last moments. */
  justNow(): Promise<Change[]> {
    return this.database.query(
      `(SELECT id AS "roomId", NULL::uuid AS "userId", ${CHANGED_AT} AS "changedAt" FROM rooms
        WHERE changed_at > now() - interval '${JUST_NOW}' AND deleted_at IS NULL ORDER BY changed_at DESC LIMIT ${AT_MOST})
       UNION ALL
       (SELECT room_id, user_id, ${CHANGED_AT} FROM room_members
        WHERE changed_at > now() - interval '${JUST_NOW}' ORDER BY changed_at DESC LIMIT ${AT_MOST})`,
    );
  }

  /** Notes a change that the triggers do not see: of a room, or of these people's places in it. */
  async note(roomId: string, userIds?: string[]): Promise<void> {
    const now = 'SET changed_at = clock_timestamp()';
    if (!userIds) await this.database.query(`UPDATE rooms ${now} WHERE id = $1`, [roomId]);
    else
      await this.database.query(`UPDATE room_members ${now} WHERE room_id = $1 AND user_id = ANY($2)`, [
        roomId,
        userIds,
      ]);
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';

/** By the database's clock. */
export const CHANGED_AT_MICROS = '(extract(epoch FROM changed_at) * 1000000)::bigint';
/** Longer ago than any transaction takes to commit. */
export const CHANGED_RECENTLY = `changed_at > now() - interval '30 seconds'`;
export const MAX_RECENT_CHANGES = 500;

/** When rooms have changed, so that each node finds the changes of which no hint arrived. */
@Injectable()
export class RoomChangesRepository {
  constructor(private readonly database: Database) {}

  /** When a room last changed; 0 when it never has. */
  async changedAt(roomId: string): Promise<number> {
    const [row] = await this.database.query<{ at: number | null }>(
      `SELECT ${CHANGED_AT_MICROS} AS at FROM rooms WHERE id = $1`,
      [roomId],
    );
    return row?.at ?? 0;
  }

  /** Rooms that have changed within the last moments. Triggers record the time; see the migration `room-changes`. */
  recentChanges(): Promise<{ roomId: string; changedAt: number }[]> {
    return this.database.query(
      `SELECT id AS "roomId", ${CHANGED_AT_MICROS} AS "changedAt" FROM rooms WHERE ${CHANGED_RECENTLY}
         AND deleted_at IS NULL ORDER BY changed_at DESC LIMIT ${MAX_RECENT_CHANGES}`,
    );
  }

  /** Records a change that the triggers do not detect. */
  async record(roomId: string): Promise<void> {
    await this.database.query(`UPDATE rooms SET changed_at = clock_timestamp() WHERE id = $1`, [roomId]);
  }
}

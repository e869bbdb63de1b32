import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';
import { listed } from '../rooms/room-facts.view.ts';
import type { SessionEnd } from '../transport/transport.dto.ts';

/** Reads the state of connected sessions and people from the database. */
@Injectable()
export class SweepRepository {
  constructor(private readonly database: Database) {}

  /** Those of these sessions that have ended. */
  ended(sessionIds: string[]): Promise<{ id: string; reason: SessionEnd }[]> {
    return this.database.query(
      `SELECT s.id, coalesce(s.end_reason, CASE WHEN u.disabled_at IS NULL THEN 'revoked' ELSE 'account_disabled' END) AS reason
       FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.id = ANY($1) AND (s.ended_at IS NOT NULL OR s.expires_at <= now() OR u.disabled_at IS NOT NULL)`,
      [sessionIds],
    );
  }

  /** The ids of all rooms that each of these people has in their list. */
  async roomsOf(userIds: string[]): Promise<Map<string, Set<string>>> {
    const rows = await this.database.query<{ userId: string; roomIds: string[] }>(
      `SELECT m.user_id AS "userId", array_agg(m.room_id) AS "roomIds" FROM room_members m
       JOIN room_head h ON h.room_id = m.room_id WHERE m.user_id = ANY($1) AND ${listed('m', 'h')} GROUP BY m.user_id`,
      [userIds],
    );
    return new Map(rows.map(({ userId, roomIds }) => [userId, new Set(roomIds)]));
  }
}

import { Injectable } from '@nestjs/common';
import { Database, returning } from '../common/database/database.ts';

/** The queries of `RoomCleanup`: which rooms are to go, and removing what they held. */
@Injectable()
export class RoomCleanupRepository {
  constructor(private readonly database: Database) {}

  /** Rooms that were deleted and still have messages. */
  async deletedIds(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM rooms WHERE deleted_at IS NOT NULL LIMIT 100`,
    );
    return rows.map(({ id }) => id);
  }

  /** Ephemeral rooms whose last member left some time ago, and group conversations, into which nothing leads back. */
  async abandonedIds(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT r.id FROM rooms r JOIN room_head h ON h.room_id = r.id
       WHERE (r.ephemeral OR r.kind = 'group') AND r.deleted_at IS NULL AND h.member_count = 0
         AND coalesce((SELECT max(m.created_at) FROM messages m WHERE m.room_id = r.id), r.created_at) < now() - interval '1 hour'
       LIMIT 100`,
    );
    return rows.map(({ id }) => id);
  }

  /** Removes some messages of a deleted room, and finally the room. True once nothing is left. */
  async purge(roomId: string): Promise<boolean> {
    const removed = await returning(
      this.database.source.manager,
      `DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE room_id = $1 LIMIT 2000) RETURNING id`,
      [roomId],
    );
    if (removed.length) return false;
    await this.database.query(`DELETE FROM rooms WHERE id = $1 AND deleted_at IS NOT NULL`, [roomId]);
    return true;
  }
}

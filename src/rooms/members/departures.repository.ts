import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import type { FormerMember } from '../../shared/rooms.policy.ts';

/** Who has left which room, and who was removed from it. */
@Injectable()
export class DeparturesRepository {
  constructor(private readonly database: Database) {}

  /** `removed` stays true when a person who was once removed leaves by themselves. */
  async record(tx: Tx, roomId: string, userId: string, removed: boolean): Promise<void> {
    await tx.query(
      `INSERT INTO room_departures AS d (room_id, user_id, removed) VALUES ($1, $2, $3)
       ON CONFLICT (room_id, user_id) DO UPDATE SET removed = d.removed OR EXCLUDED.removed, created_at = now()`,
      [roomId, userId, removed],
    );
  }

  async formerMember(roomId: string, userId: string, tx: Tx = this.database.source.manager): Promise<FormerMember> {
    const [row] = await tx.query<{ removed: boolean }[]>(
      `SELECT removed FROM room_departures WHERE room_id = $1 AND user_id = $2`,
      [roomId, userId],
    );
    if (!row) return 'never';
    return row.removed ? 'removed' : 'left';
  }
}

import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import type { FormerMember } from '../../shared/rooms.policy.ts';

const NEVER_IN_IT: FormerMember = { leftByChoice: false, removed: false };

/** How people went who were in a room before. */
@Injectable()
export class DeparturesRepository {
  constructor(private readonly database: Database) {}

  /** A member has gone. `removed` stays true when a person who was once removed leaves by themselves. */
  async record(tx: Tx, roomId: string, userId: string, { isChoice }: { isChoice: boolean }): Promise<void> {
    await tx.query(
      `INSERT INTO room_departures AS d (room_id, user_id, left_by_choice, removed) VALUES ($1, $2, $3, $4)
       ON CONFLICT (room_id, user_id) DO UPDATE
       SET left_by_choice = EXCLUDED.left_by_choice, removed = d.removed OR EXCLUDED.removed, created_at = now()`,
      [roomId, userId, isChoice, !isChoice],
    );
  }

  /** A person is banned, in the room or not: one who had left before has left all the same. */
  async recordBan(tx: Tx, roomId: string, userId: string): Promise<void> {
    await tx.query(
      `INSERT INTO room_departures (room_id, user_id, removed) VALUES ($1, $2, true)
       ON CONFLICT (room_id, user_id) DO UPDATE SET removed = true`,
      [roomId, userId],
    );
  }

  async formerMember(roomId: string, userId: string, tx: Tx = this.database.source.manager): Promise<FormerMember> {
    const [row] = await tx.query<FormerMember[]>(
      `SELECT left_by_choice AS "leftByChoice", removed FROM room_departures WHERE room_id = $1 AND user_id = $2`,
      [roomId, userId],
    );
    return row ?? NEVER_IN_IT;
  }
}

import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import type { FormerMember } from '../../shared/rooms.policy.ts';

/** A person who is to enter a room, by what is known of them there. */
export interface Entrant extends FormerMember {
  banned: boolean;
  /** When their mute ends; null when there is none, or it is over. */
  mutedUntil: Date | null;
}

/** How people went who were in a room before; `MembersRepository` records it when a member goes. */
@Injectable()
export class DeparturesRepository {
  constructor(private readonly database: Database) {}

  /** A person is banned, in the room or not: one who had left before has left all the same. */
  async recordBan(tx: Tx, roomId: string, userId: string): Promise<void> {
    await tx.query(
      `INSERT INTO room_departures (room_id, user_id, removed) VALUES ($1, $2, true)
       ON CONFLICT (room_id, user_id) DO UPDATE SET removed = true`,
      [roomId, userId],
    );
  }

  async entrant(roomId: string, userId: string, tx: Tx = this.database.source.manager): Promise<Entrant> {
    const [row] = await tx.query<[Entrant]>(
      `SELECT EXISTS (SELECT FROM room_bans WHERE room_id = asked.room_id AND user_id = asked.user_id) AS banned,
              (SELECT muted_until FROM room_mutes
               WHERE room_id = asked.room_id AND user_id = asked.user_id AND muted_until > now()) AS "mutedUntil",
              d.left_by_choice IS TRUE AS "leftByChoice", d.removed IS TRUE AS removed
       FROM (SELECT $1::uuid AS room_id, $2::uuid AS user_id) asked LEFT JOIN room_departures d USING (room_id, user_id)`,
      [roomId, userId],
    );
    return row;
  }
}

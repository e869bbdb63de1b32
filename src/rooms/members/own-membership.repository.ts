import { Injectable } from '@nestjs/common';
import { Database, returning } from '../../common/database/database.ts';
import type { UpdateMembership } from './members.dto.ts';

/** What members set for themselves in a room. */
@Injectable()
export class OwnMembershipRepository {
  constructor(private readonly database: Database) {}

  /** What is absent stays as it is. A message that is written meanwhile has a higher seq: the room stays shown. */
  async update(roomId: string, userId: string, changes: UpdateMembership): Promise<void> {
    const { notify, favourite, hidden, quietUntil, sectionId, place } = changes;
    await returning(
      this.database.source.manager,
      `UPDATE room_members m SET notify = coalesce($3, m.notify), favourite = coalesce($4, m.favourite),
         hidden_seq = CASE WHEN $5::boolean IS NULL THEN m.hidden_seq WHEN $5 THEN h.last_seq END,
         quiet_until = CASE WHEN $6 THEN $7 ELSE m.quiet_until END,
         section_id = CASE WHEN $8 THEN $9 ELSE m.section_id END, place = CASE WHEN $10 THEN $11 ELSE m.place END
       FROM room_head h WHERE h.room_id = $1 AND m.room_id = $1 AND m.user_id = $2`,
      [
        roomId,
        userId,
        notify,
        favourite,
        hidden,
        quietUntil !== undefined,
        quietUntil,
        sectionId !== undefined,
        sectionId,
        place !== undefined,
        place,
      ],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../../users/user.view.ts';
import type { Mute } from './members.dto.ts';
import { RoomMemberEntity } from './room-member.entity.ts';
import { RoomMuteEntity } from './room-mute.entity.ts';

/** The mutes of a room, of members and of people who have left: a mute ends by its time or by unmuting only. */
@Injectable()
export class MutesRepository {
  constructor(private readonly database: Database) {}

  /** @param until null ends the mute */
  async set(tx: Tx, { roomId, userId, mutedBy }: MuteKey, until: Date | null): Promise<void> {
    if (until) await tx.upsert(RoomMuteEntity, { roomId, userId, mutedBy, mutedUntil: until }, ['roomId', 'userId']);
    else await tx.delete(RoomMuteEntity, { roomId, userId });
    await tx.update(RoomMemberEntity, { roomId, userId }, { mutedUntil: until });
  }

  /** Those that last, newest first; people who are not in the room included. */
  async list(roomId: string): Promise<Mute[]> {
    const rows = await this.database.query<MuteRow>(
      `SELECT ${summaryColumns('u')} AS user, ${summaryColumns('o')} AS by, mute.muted_until, mute.created_at,
              m.user_id IS NOT NULL AS is_member
       FROM room_mutes mute JOIN users u ON u.id = mute.user_id LEFT JOIN users o ON o.id = mute.muted_by
       LEFT JOIN room_members m ON m.room_id = mute.room_id AND m.user_id = mute.user_id
       WHERE mute.room_id = $1 AND mute.muted_until > now() ORDER BY mute.created_at DESC, mute.user_id LIMIT 1000`,
      [roomId],
    );
    return rows.map(({ user, by, muted_until, created_at, is_member }) => ({
      user: summaryFromRow(user),
      mutedBy: by && summaryFromRow(by),
      mutedUntil: muted_until.toISOString(),
      createdAt: created_at.toISOString(),
      isMember: is_member,
    }));
  }

  async removeExpired(): Promise<void> {
    await this.database.query(`DELETE FROM room_mutes WHERE muted_until < now() - interval '1 day'`);
  }
}

interface MuteKey {
  roomId: string;
  userId: string;
  /** Null: the server itself. */
  mutedBy: string | null;
}

interface MuteRow {
  user: SummaryRow;
  by: SummaryRow | null;
  muted_until: Date;
  created_at: Date;
  is_member: boolean;
}

import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../../users/user.view.ts';
import { RoomBanEntity } from './room-ban.entity.ts';
import type { Ban } from './members.dto.ts';

@Injectable()
export class BansRepository {
  constructor(private readonly database: Database) {}

  async has(tx: Tx, roomId: string, userId: string): Promise<boolean> {
    return tx.existsBy(RoomBanEntity, { roomId, userId });
  }

  async add(tx: Tx, ban: Pick<RoomBanEntity, 'roomId' | 'userId' | 'bannedBy'>): Promise<void> {
    await tx.upsert(RoomBanEntity, ban, ['roomId', 'userId']);
  }

  async remove(roomId: string, userId: string): Promise<void> {
    await this.database.source.manager.delete(RoomBanEntity, { roomId, userId });
  }

  /** Newest first. */
  async list(roomId: string): Promise<Ban[]> {
    const rows = await this.database.query<{ user: SummaryRow; by: SummaryRow | null; created_at: Date }>(
      `SELECT ${summaryColumns('u')} AS user, ${summaryColumns('o')} AS by, b.created_at FROM room_bans b
       JOIN users u ON u.id = b.user_id LEFT JOIN users o ON o.id = b.banned_by
       WHERE b.room_id = $1 ORDER BY b.created_at DESC, b.user_id LIMIT 1000`,
      [roomId],
    );
    return rows.map(({ user, by, created_at }) => ({
      user: summaryFromRow(user),
      bannedBy: by && summaryFromRow(by),
      createdAt: created_at.toISOString(),
    }));
  }
}

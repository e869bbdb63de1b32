import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../users/user.view.ts';
import { lobbyRole } from './room-facts.view.ts';
import type { RoomDetails } from './rooms.dto.ts';

/** Owners that are named: of the Lobby all administrators are owners. */
const MAX_OWNERS = 20;
/** The newest message is looked for among so many; below them, notices count as activity as well. */
const MAX_NOTICES = 500;

interface DetailsRow {
  owners: SummaryRow[] | null;
  people: number;
  files: number;
  bytes: string;
  last_at: Date | null;
  created_at: Date;
  archived_at: Date | null;
}

/** How large a room is, and how much happens in it. */
@Injectable()
export class RoomDetailsRepository {
  constructor(private readonly database: Database) {}

  /** @param fromSeq of the messages that the reader sees */
  async find(roomId: string, fromSeq: number): Promise<RoomDetails | undefined> {
    const [row] = await this.database.query<DetailsRow>(
      `SELECT h.member_count AS people, r.created_at, r.archived_at, f.files, f.bytes, ${OWNERS} AS owners,
         (SELECT created_at FROM messages n WHERE n.room_id = r.id AND n.seq >= $2 AND n.deleted_at IS NULL
            AND (n.kind <> 'system' OR n.seq <= h.last_seq - ${MAX_NOTICES}) ORDER BY n.seq DESC LIMIT 1) AS last_at
       FROM rooms r JOIN room_head h ON h.room_id = r.id,
         LATERAL (SELECT count(*)::int AS files, coalesce(sum(a.size), 0)::text AS bytes
           FROM messages m JOIN attachments a ON a.message_id = m.id WHERE m.room_id = r.id AND m.seq >= $2) f
       WHERE r.id = $1 AND r.deleted_at IS NULL`,
      [roomId, fromSeq],
    );
    return row && detailsView(row);
  }
}

const OWNERS = `(SELECT json_agg(${summaryColumns('u')} ORDER BY m.joined_at) FROM (
    SELECT m.user_id, m.joined_at FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = r.id AND CASE WHEN r.lobby THEN ${lobbyRole('u.role')} ELSE m.role END = 'owner'
    ORDER BY m.joined_at LIMIT ${MAX_OWNERS}) m JOIN users u ON u.id = m.user_id)`;

const detailsView = (row: DetailsRow): RoomDetails => ({
  owners: row.owners?.map(summaryFromRow) ?? [],
  people: row.people,
  files: row.files,
  fileBytes: Number(row.bytes),
  lastActivityAt: row.last_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  archivedAt: row.archived_at?.toISOString() ?? null,
});

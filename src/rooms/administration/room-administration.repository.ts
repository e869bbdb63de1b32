import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { escapeLike } from '../../common/escape-like.ts';
import { foldText } from '../../shared/fold-text.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../../users/user.view.ts';
import type { UserSummary } from '../../users/users.dto.ts';
import { RoomEntity } from '../room.entity.ts';
import type { AdministeredRoom, FindAdministeredRooms } from './room-administration.dto.ts';
import { isConversation } from '../../shared/roles.ts';
import { IS_CONVERSATION } from '../../timeline/conversations.view.ts';

type Row = Omit<AdministeredRoom, 'owners' | 'createdAt' | 'lastMessageAt'> & {
  owners: SummaryRow[] | null;
  createdAt: Date;
  lastMessageAt: Date | null;
};

/** Owners that are named for a room. */
const MAX_NAMED_OWNERS = 5;
const MAX_CANDIDATES = 100;

/** Whether a room has an owner who can act: one whose account is disabled cannot. */
const OWNED = `EXISTS (SELECT FROM room_members o JOIN users p ON p.id = o.user_id
  WHERE o.room_id = r.id AND o.role = 'owner' AND p.disabled_at IS NULL)`;
const SHOWN: Record<NonNullable<FindAdministeredRooms['show']>, string> = {
  public: `r.kind = 'public'`,
  private: `r.kind = 'private'`,
  archived: `r.archived_at IS NOT NULL`,
  ownerless: `NOT r.lobby AND NOT ${OWNED}`,
};

const ROOMS = `
  SELECT r.id, r.kind, r.name, CASE WHEN r.kind = 'public' THEN r.topic END AS topic, r.lobby,
    r.archived_at IS NOT NULL AS archived, NOT r.lobby AND NOT ${OWNED} AS ownerless, h.member_count AS "memberCount", h.last_seq AS "messageCount",
    (SELECT coalesce(sum(a.size), 0)::bigint FROM attachments a WHERE a.room_id = r.id) AS "fileBytes",
    r.created_at AS "createdAt",
    (SELECT m.created_at FROM messages m WHERE m.room_id = r.id ORDER BY m.seq DESC LIMIT 1) AS "lastMessageAt",
    (SELECT json_agg(owner.summary) FROM (
       SELECT ${summaryColumns('u')} AS summary FROM room_members o JOIN users u ON u.id = o.user_id
       WHERE o.room_id = r.id AND o.role = 'owner' AND NOT r.lobby ORDER BY o.user_id LIMIT ${MAX_NAMED_OWNERS}) owner
    ) AS owners
  FROM rooms r JOIN room_head h ON h.room_id = r.id
  WHERE r.deleted_at IS NULL AND NOT ${IS_CONVERSATION}`;

/** Rooms for administrators. Direct rooms and group conversations are none of their business. */
@Injectable()
export class RoomAdministrationRepository {
  constructor(private readonly database: Database) {}

  /** By name. */
  async find(
    { q = '', show }: FindAdministeredRooms,
    limit: number,
    [name, id]: [string, string],
  ): Promise<AdministeredRoom[]> {
    const rows = await this.database.query<Row>(
      `${ROOMS} AND folded(r.name) LIKE $1 ${show ? `AND ${SHOWN[show]}` : ''}
         AND (lower(r.name), r.id::text) > (lower($2), $3) ORDER BY lower(r.name), r.id::text LIMIT $4`,
      [`%${escapeLike(foldText(q))}%`, name, id, limit + 1],
    );
    return rows.map(view);
  }

  async one(id: string): Promise<AdministeredRoom | undefined> {
    const [row] = await this.database.query<Row>(`${ROOMS} AND r.id = $1`, [id]);
    return row && view(row);
  }

  /** A room that administrators may act upon, under the lock of its head. */
  async row(tx: Tx, id: string): Promise<RoomEntity | undefined> {
    const room = await tx.findOneBy(RoomEntity, { id });
    return room && room.deletedAt === null && !isConversation(room.kind) ? room : undefined;
  }

  /** Whether a room has an owner who can act. */
  async hasOwner(tx: Tx, roomId: string): Promise<boolean> {
    return (await tx.query<unknown[]>(`SELECT FROM rooms r WHERE r.id = $1 AND ${OWNED}`, [roomId])).length > 0;
  }

  /** Members with an account that can act. */
  async candidates(roomId: string): Promise<UserSummary[]> {
    const rows = await this.database.query<{ summary: SummaryRow }>(
      `SELECT ${summaryColumns('u')} AS summary FROM room_members m JOIN users u ON u.id = m.user_id
       JOIN rooms r ON r.id = m.room_id
       WHERE m.room_id = $1 AND u.role <> 'guest' AND u.disabled_at IS NULL AND r.deleted_at IS NULL
         AND NOT ${IS_CONVERSATION} AND NOT r.lobby AND NOT ${OWNED}
       ORDER BY m.joined_at, u.id LIMIT ${MAX_CANDIDATES}`,
      [roomId],
    );
    return rows.map(({ summary }) => summaryFromRow(summary));
  }

  /** Whether a person with an account that can act is in the room. */
  async isCandidate(tx: Tx, roomId: string, userId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT FROM room_members m JOIN users u ON u.id = m.user_id
       WHERE m.room_id = $1 AND m.user_id = $2 AND u.role <> 'guest' AND u.disabled_at IS NULL`,
      [roomId, userId],
    );
    return rows.length > 0;
  }
}

const view = ({ owners, createdAt, lastMessageAt, ...row }: Row): AdministeredRoom => ({
  ...row,
  owners: (owners ?? []).map(summaryFromRow),
  createdAt: createdAt.toISOString(),
  lastMessageAt: lastMessageAt?.toISOString() ?? null,
});

import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database.ts';
import { messageColumns, messageJoins, type MessageViewRow } from '../timeline/message.view.ts';
import type { VisibleRoom } from '../timeline/room-feed.ts';
import { summaryColumns } from '../users/user.view.ts';
import { roomView, type RoomViewRow } from './room.view.ts';
import { RoomRow } from './room.entity.ts';
import type { MemberRole, NotifyLevel, ReadState, Room, RoomKind } from './rooms.dto.ts';

/** What the gate must know of a room and of one person in it. */
export interface RoomFacts {
  roomId: string;
  kind: RoomKind;
  lobby: boolean;
  archived: boolean;
  passwordHash: string | null;
  role: MemberRole | null;
  visibleFromSeq: number;
  mutedUntil: Date | null;
}

/** Messages of people after the last one read: all numbers up to the head, less the notices among them. */
const UNREAD = `(h.last_seq - m.last_read_seq - (SELECT count(*) FROM messages n
  WHERE n.room_id = m.room_id AND n.seq > m.last_read_seq AND n.kind = 'system'))`;

/** Rooms as seen by the person $1. */
const ROOMS = `
  SELECT r.id, r.code, r.kind, r.name, r.topic, r.password_hash IS NOT NULL AS password_protected, r.ephemeral,
         r.archived_at IS NOT NULL AS archived, r.lobby, r.created_at, h.member_count, h.last_seq, h.revision, h.epoch,
         m.role, m.last_read_seq, m.notify, CASE WHEN m.role IS NULL THEN 0 ELSE ${UNREAD} END AS unread,
         m.visible_from_seq, ${summaryColumns('peer')} AS peer
  FROM rooms r
  JOIN room_head h ON h.room_id = r.id
  LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = $1
  LEFT JOIN room_members pm ON r.kind = 'direct' AND pm.room_id = r.id AND pm.user_id <> $1
  LEFT JOIN users peer ON peer.id = pm.user_id`;

type RoomListRow = RoomViewRow & { visible_from_seq: number | null };

@Injectable()
export class RoomsRepository {
  constructor(private readonly database: Database) {}

  async facts(roomId: string, userId: string, tx: Tx = this.database.source.manager): Promise<RoomFacts | undefined> {
    const [facts] = await tx.query<RoomFacts[]>(
      `SELECT r.id AS "roomId", r.kind, r.lobby, r.archived_at IS NOT NULL AS archived, r.password_hash AS "passwordHash",
              m.role, coalesce(m.visible_from_seq, 1) AS "visibleFromSeq", m.muted_until AS "mutedUntil"
       FROM rooms r LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = $2 WHERE r.id = $1`,
      [roomId, userId],
    );
    return facts;
  }

  async create(tx: Tx, room: Partial<RoomRow>): Promise<string | undefined> {
    const created = await tx
      .createQueryBuilder()
      .insert()
      .into(RoomRow)
      .values(room)
      .orIgnore() // another room has this code, or this pair has its room: the caller looks again
      .returning('id')
      .execute();
    const [row] = created.raw as { id: string }[];
    if (row) await tx.query(`INSERT INTO room_head (room_id) VALUES ($1)`, [row.id]);
    return row?.id;
  }

  async idByCode(code: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      `SELECT id FROM rooms WHERE code = $1 AND kind <> 'direct' AND archived_at IS NULL`,
      [code.toUpperCase()],
    );
    return row?.id;
  }

  async idByDirectKey(tx: Tx, key: string): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }[]>(`SELECT id FROM rooms WHERE direct_key = $1`, [key]);
    return row?.id;
  }

  async lobbyId(): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(`SELECT id FROM rooms WHERE lobby`);
    if (!row) throw new Error('The migrations make a Lobby');
    return row.id;
  }

  /** One room as a person sees it, whether they are in it or not. */
  async view(roomId: string, userId: string): Promise<Room | undefined> {
    return (await this.views(`${ROOMS} WHERE r.id = $2`, [userId, roomId]))[0];
  }

  /** All rooms a person is in. */
  mine(userId: string): Promise<Room[]> {
    return this.views(`${ROOMS} WHERE m.role IS NOT NULL ORDER BY r.id`, [userId]);
  }

  /** The rooms a person is in, and from which message on they see each. */
  visibleTo(userId: string): Promise<VisibleRoom[]> {
    return this.database.query(
      `SELECT room_id AS "roomId", visible_from_seq AS "visibleFromSeq" FROM room_members WHERE user_id = $1`,
      [userId],
    );
  }

  /** Public rooms whose name or topic contains `q`, by name. */
  directory(userId: string, q: string, limit: number, [name, id]: [string, string]): Promise<Room[]> {
    const part = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    return this.views(
      `${ROOMS} WHERE r.kind = 'public' AND r.archived_at IS NULL AND (lower(r.name) LIKE $2 OR lower(r.topic) LIKE $2)
         AND (lower(r.name), r.id::text) > (lower($3), $4) ORDER BY lower(r.name), r.id::text LIMIT $5`,
      [userId, part, name, id, limit + 1],
    );
  }

  /** Moves a person's mark up, never down and never past the end. Undefined when they are not in the room. */
  async markRead(roomId: string, userId: string, seq: number): Promise<(ReadState & { moved: boolean }) | undefined> {
    const [row] = await this.database.query<ReadState & { moved: boolean }>(
      `WITH old AS (SELECT last_read_seq FROM room_members WHERE room_id = $1 AND user_id = $2),
       m AS (
         UPDATE room_members SET last_read_seq = greatest(last_read_seq, least($3::bigint, h.last_seq))
         FROM room_head h WHERE h.room_id = $1 AND room_members.room_id = $1 AND user_id = $2 RETURNING room_members.*
       )
       SELECT m.last_read_seq AS "lastReadSeq", ${UNREAD} AS "unreadCount", m.last_read_seq > old.last_read_seq AS moved
       FROM m JOIN room_head h ON h.room_id = m.room_id, old`,
      [roomId, userId, seq],
    );
    return row;
  }

  /** What one has said oneself is read. */
  async markOwn(tx: Tx, roomId: string, userId: string, seq: number): Promise<void> {
    await tx.query(
      `UPDATE room_members SET last_read_seq = $3 WHERE room_id = $1 AND user_id = $2 AND last_read_seq < $3`,
      [roomId, userId, seq],
    );
  }

  async setNotify(roomId: string, userId: string, notify: NotifyLevel): Promise<void> {
    await returning(
      this.database.source.manager,
      `UPDATE room_members SET notify = $3 WHERE room_id = $1 AND user_id = $2`,
      [roomId, userId, notify],
    );
  }

  private async views(sql: string, values: unknown[]): Promise<Room[]> {
    const rooms = await this.database.query<RoomListRow>(sql, values);
    const last = await this.lastMessages(rooms);
    return rooms.map((room) => roomView({ ...room, last_message: last.get(room.id) ?? null }));
  }

  /** The newest message of each room its viewer is in; none when a guest joined after it. */
  private async lastMessages(rooms: RoomListRow[]): Promise<Map<string, MessageViewRow>> {
    const visible = rooms.filter((room) => room.role && room.last_seq >= (room.visible_from_seq ?? 1));
    const rows = await this.database.query<MessageViewRow>(
      `SELECT ${messageColumns} FROM unnest($1::uuid[], $2::bigint[]) AS last (room_id, seq)
       JOIN messages m ON m.room_id = last.room_id AND m.seq = last.seq ${messageJoins}`,
      [visible.map(({ id }) => id), visible.map((room) => room.last_seq)],
    );
    return new Map(rows.map((row) => [row.room_id, row]));
  }
}

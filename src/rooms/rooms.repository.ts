import { Injectable } from '@nestjs/common';
import { toldEpoch } from '../common/database/database-history.ts';
import { Database, returning, type Tx } from '../common/database/database.ts';
import { escapeLike } from '../common/escape-like.ts';
import { Problem } from '../common/problem.ts';
import { BatchLoader } from '../common/batch-loader.ts';
import { messageColumns, messageJoins, type MessageViewRow, redactBefore } from '../timeline/message.view.ts';
import type { VisibleRoom } from '../timeline/room-subscriptions.ts';
import { summaryColumns } from '../users/user.view.ts';
import { listed, lobbyRole, roomFacts, type RoomFacts } from './room-facts.view.ts';
import { roomView, type RoomViewRow } from './room.view.ts';
import { RoomEntity } from './room.entity.ts';
import { MENTIONS, UNREAD } from './read-marks/read-marks.repository.ts';
import type { Room, RoomPreview } from './rooms.dto.ts';
import type { RoomKind } from '../shared/roles.ts';
import { foldText } from '../shared/fold-text.ts';
import { codeOpens } from '../shared/rooms.policy.ts';

/** Whether the viewer may see the newest message: members always, guests if they joined before it. */
const visible = (room: RoomListRow): boolean => room.role !== null && room.last_seq >= (room.visible_from_seq ?? 1);

const lastSeenBy = (room: RoomListRow, last: MessageViewRow | undefined): MessageViewRow | null =>
  last && visible(room) && last.seq >= (room.visible_from_seq ?? 1) ? last : null;

/** To a guest the newest message quotes nothing from before they joined. */
const asSeenBy = ({ visible_from_seq }: RoomListRow, room: Room): Room =>
  room.lastMessage ? { ...room, lastMessage: redactBefore(visible_from_seq ?? 1)(room.lastMessage) } : room;

/** Most rooms of a list have been read to the end: nothing is counted in them. */
const HAS_UNREAD = 'm.role IS NOT NULL AND m.last_read_seq < h.last_seq';

/** Rooms as seen by each of the people $1. The other member is looked for in direct rooms only: a plain join reads all. */
const ROOMS = `
  SELECT r.id, r.code, r.kind, r.name, r.topic, r.password_hash IS NOT NULL AS password_protected, r.ephemeral,
         r.archived_at IS NOT NULL AS archived, r.lobby, r.created_at, h.member_count, h.last_seq, h.revision, ${toldEpoch('h')} AS epoch,
         CASE WHEN r.lobby AND m.role IS NOT NULL THEN (SELECT ${lobbyRole('me.role')} FROM users me WHERE me.id = viewer.id)
           ELSE m.role END AS role, m.muted_until, m.last_read_seq, m.notify, m.favourite, m.hidden_seq = h.last_seq AS hidden,
         CASE WHEN m.quiet_until > now() THEN m.quiet_until END AS quiet_until, r.mention_room_by, m.section_id, m.place,
         r.post_by, r.reply_by, r.react_by, r.slow_seconds, CASE WHEN ${HAS_UNREAD} THEN ${UNREAD} ELSE 0 END AS unread,
         CASE WHEN ${HAS_UNREAD} THEN ${MENTIONS} ELSE 0 END AS mentioned, m.visible_from_seq, viewer.id AS viewer_id, ${summaryColumns('peer')} AS peer,
         CASE WHEN r.kind = 'group' THEN (SELECT json_agg(${summaryColumns('other')} ORDER BY o.joined_at, o.user_id)
           FROM room_members o JOIN users other ON other.id = o.user_id
           WHERE o.room_id = r.id AND o.user_id <> viewer.id) END AS peers,
         (peer.deleted_at IS NOT NULL OR peer.disabled_at IS NOT NULL) IS TRUE AS peer_gone
  FROM unnest($1::uuid[]) AS viewer (id)
  JOIN rooms r ON r.deleted_at IS NULL
  JOIN room_head h ON h.room_id = r.id
  LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = viewer.id
  LEFT JOIN LATERAL (SELECT o.user_id FROM room_members o
    WHERE r.kind = 'direct' AND o.room_id = r.id AND o.user_id <> viewer.id OFFSET 0) pm ON true
  LEFT JOIN users peer ON peer.id = pm.user_id`;

/** The rooms that the people $1 are in. */
export const ROOM_LISTS = `${ROOMS} WHERE m.role IS NOT NULL AND ${listed('m', 'h')} ORDER BY r.id`;

/** The newest message in each of the rooms $1 that is not deleted, up to the seqs $2. */
export const LAST_MESSAGES = `SELECT ${messageColumns} FROM unnest($1::uuid[], $2::bigint[]) AS last (room_id, seq)
  JOIN LATERAL (SELECT * FROM messages n WHERE n.room_id = last.room_id AND n.seq <= last.seq AND n.deleted_at IS NULL AND n.in_room
    ORDER BY n.seq DESC LIMIT 1) m ON true ${messageJoins}`;

/** Maximum number of room lists in a query: each may have some hundred rows. */
const MAX_LISTS = 20;

/** What a code leads to, and whether the person who has it was ever removed from it. */
type RoomOfCode = RoomPreview & { id: string; kind: RoomKind; empty: boolean; removed: boolean };

/** `isNew`: without the rooms that the person is in. */
export interface WantedRooms {
  q: string;
  isNew: boolean;
}

type RoomListRow = RoomViewRow & { visible_from_seq: number | null; viewer_id: string };

@Injectable()
export class RoomsRepository {
  private readonly lists = new BatchLoader(async (userIds) => {
    const rooms = await this.rows(ROOM_LISTS, [userIds]);
    const lists = Map.groupBy(rooms, ([viewerId]) => viewerId);
    return new Map([...lists].map(([viewerId, list]) => [viewerId, list.map(([, room]) => room)]));
  }, MAX_LISTS);

  private readonly visible = new BatchLoader(async (userIds) => {
    const rows = await this.database.query<VisibleRoom & { userId: string }>(
      `SELECT m.user_id AS "userId", m.room_id AS "roomId", m.visible_from_seq AS "visibleFromSeq",
         m.notify = 'all' AS "notifyAll" FROM room_members m
       JOIN room_head h ON h.room_id = m.room_id WHERE m.user_id = ANY($1) AND ${listed('m', 'h')}`,
      [userIds],
    );
    return Map.groupBy(rows, ({ userId }) => userId);
  });

  constructor(private readonly database: Database) {}

  async facts(roomId: string, userId: string, tx: Tx = this.database.source.manager): Promise<RoomFacts | undefined> {
    const [facts] = await tx.query<RoomFacts[]>(
      `SELECT ${roomFacts('$2')} FROM rooms r LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = $2
       WHERE r.id = $1 AND r.deleted_at IS NULL`,
      [roomId, userId],
    );
    return facts;
  }

  /** The same for several people at once, by their ids. */
  async factsOf(tx: Tx, roomId: string, userIds: string[]): Promise<Map<string, RoomFacts>> {
    const rows = await tx.query<(RoomFacts & { userId: string })[]>(
      `SELECT person.id AS "userId", ${roomFacts('person.id')} FROM rooms r CROSS JOIN unnest($2::uuid[]) AS person (id)
       LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = person.id
       WHERE r.id = $1 AND r.deleted_at IS NULL`,
      [roomId, userIds],
    );
    return new Map(rows.map(({ userId, ...facts }) => [userId, facts]));
  }

  async create(tx: Tx, room: Partial<RoomEntity>): Promise<string | undefined> {
    const created = await tx
      .createQueryBuilder()
      .insert()
      .into(RoomEntity)
      .values(room)
      .orIgnore() // another room has this code, or these people have their room already: the caller reads again
      .returning('id')
      .execute();
    const [row] = created.raw as { id: string }[];
    if (row) await tx.query(`INSERT INTO room_head (room_id) VALUES ($1)`, [row.id]);
    return row?.id;
  }

  /** Undefined for a code that opens nothing to this person: unknown, of an archived room, or see `codeOpens`. */
  async idByCode(code: string, userId: string): Promise<string | undefined> {
    return (await this.openedByCode(code, userId))?.id;
  }

  /** The same for a person who is not signed in. */
  async previewByCode(code: string): Promise<RoomPreview | undefined> {
    const room = await this.openedByCode(code, null);
    return room && { name: room.name, passwordProtected: room.passwordProtected };
  }

  private async openedByCode(code: string, userId: string | null): Promise<RoomOfCode | undefined> {
    const [row] = await this.database.query<RoomOfCode>(
      `SELECT r.id, r.kind, r.name, r.password_hash IS NOT NULL AS "passwordProtected", h.member_count = 0 AS empty,
              d.removed IS TRUE AS removed
       FROM rooms r JOIN room_head h ON h.room_id = r.id
       LEFT JOIN room_departures d ON d.room_id = r.id AND d.user_id = $2
       WHERE r.code = $1 AND r.archived_at IS NULL AND r.deleted_at IS NULL`,
      [code.toUpperCase(), userId],
    );
    return row && codeOpens(row, row) ? row : undefined;
  }

  async idByDirectKey(key: string, tx: Tx = this.database.source.manager): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }[]>(`SELECT id FROM rooms WHERE direct_key = $1`, [key]);
    return row?.id;
  }

  /** A direct room is in the member's list from now on, also if they had hidden it. False if it was in it already. */
  async openDirect(roomId: string, userId: string, tx: Tx = this.database.source.manager): Promise<boolean> {
    const opened = await returning(
      tx,
      // The head first, as the writer of messages does: neither waits for the other in a circle.
      `WITH head AS MATERIALIZED (SELECT room_id FROM room_head WHERE room_id = $1 FOR NO KEY UPDATE)
       UPDATE room_members m SET opened = true, hidden_seq = NULL FROM head
       WHERE m.room_id = head.room_id AND m.user_id = $2 AND (NOT m.opened OR m.hidden_seq IS NOT NULL) RETURNING m.user_id`,
      [roomId, userId],
    );
    return opened.length > 0;
  }

  /** The members of a direct room who have not opened it. */
  async unopenedBy(roomId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT user_id AS id FROM room_members WHERE room_id = $1 AND NOT opened`,
      [roomId],
    );
    return rows.map(({ id }) => id);
  }

  async directRoomsOf(userId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT r.id FROM room_members m JOIN rooms r ON r.id = m.room_id AND r.kind = 'direct' WHERE m.user_id = $1`,
      [userId],
    );
    return rows.map(({ id }) => id);
  }

  async lobbyId(): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(`SELECT id FROM rooms WHERE lobby`);
    if (!row) throw new Error('The migrations make a Lobby');
    return row.id;
  }

  /** A room as a person sees it, whether they are in it or not. */
  async view(roomId: string, userId: string): Promise<Room | undefined> {
    return (await this.views(`${ROOMS} WHERE r.id = $2`, [[userId], roomId]))[0];
  }

  /** @throws Problem `room_not_found` */
  async viewOrFail(roomId: string, userId: string): Promise<Room> {
    const room = await this.view(roomId, userId);
    if (!room) throw new Problem('room_not_found');
    return room;
  }

  /** A room as each of several members sees it. */
  async viewsOf(roomId: string, userIds: string[]): Promise<Map<string, Room>> {
    const rooms = await this.rows(`${ROOMS} WHERE r.id = $2 AND m.role IS NOT NULL`, [userIds, roomId]);
    return new Map(rooms.map(([viewerId, room]) => [viewerId, room]));
  }

  async row(tx: Tx, roomId: string): Promise<RoomEntity> {
    return tx.findOneByOrFail(RoomEntity, { id: roomId });
  }

  /** Gives a room a code that no other has. */
  async setCode(roomId: string, make: () => string, tx: Tx = this.database.source.manager): Promise<void> {
    const sql = `UPDATE rooms SET code = $2 WHERE id = $1 AND NOT EXISTS (SELECT FROM rooms WHERE code = $2) RETURNING id`;
    const taken = async () => (await returning(tx, sql, [roomId, make()])).length === 0;
    while (await taken());
  }

  async update(tx: Tx, roomId: string, changes: Partial<RoomEntity>): Promise<void> {
    await tx.update(RoomEntity, { id: roomId }, changes);
  }

  /** Stores another hash of the same password, unless the password was replaced meanwhile. */
  async renewPasswordHash(roomId: string, before: string, passwordHash: string): Promise<void> {
    await this.database.source.manager.update(RoomEntity, { id: roomId, passwordHash: before }, { passwordHash });
  }

  /** All rooms a person is in. */
  async roomsOf(userId: string): Promise<Room[]> {
    return (await this.lists.load(userId)) ?? [];
  }

  /** The rooms a person is in, and from which message on they see each. */
  async visibleTo(userId: string): Promise<VisibleRoom[]> {
    return (await this.visible.load(userId)) ?? [];
  }

  /**
   * The same, those first in which something was written last. Ids of messages and rooms grow with time, so that an empty
   * room has its place by its age.
   */
  activeIds(
    userId: string,
    { q, isNew }: WantedRooms,
    limit: number,
    [before]: [string],
  ): Promise<{ id: string; newest: string }[]> {
    const part = `%${escapeLike(foldText(q))}%`;
    return this.database.query(
      `SELECT id, newest FROM (SELECT r.id, coalesce((SELECT n.id FROM messages n WHERE n.room_id = r.id
           AND n.kind <> 'system' ORDER BY n.seq DESC LIMIT 1), r.id) AS newest
         FROM rooms r LEFT JOIN room_members m ON m.room_id = r.id AND m.user_id = $1
         WHERE r.kind = 'public' AND r.archived_at IS NULL AND r.deleted_at IS NULL
           AND (folded(r.name) LIKE $2 OR folded(r.topic) LIKE $2) AND (m.role IS NULL OR NOT $3)) found
       WHERE newest < $4 ORDER BY newest DESC LIMIT $5`,
      [userId, part, isNew, before, limit + 1],
    );
  }

  async viewsByIds(userId: string, roomIds: string[]): Promise<Map<string, Room>> {
    const rooms = await this.views(`${ROOMS} WHERE r.id = ANY($2)`, [[userId], roomIds]);
    return new Map(rooms.map((room) => [room.id, room]));
  }

  /** Public rooms whose name or topic contains `q`, by name. */
  directory(userId: string, { q, isNew }: WantedRooms, limit: number, [name, id]: [string, string]): Promise<Room[]> {
    const part = `%${escapeLike(foldText(q))}%`;
    return this.views(
      `${ROOMS} WHERE r.kind = 'public' AND r.archived_at IS NULL AND (folded(r.name) LIKE $2 OR folded(r.topic) LIKE $2)
         AND (m.role IS NULL OR NOT $6)
         AND (lower(r.name), r.id::text) > (lower($3), $4) ORDER BY lower(r.name), r.id::text LIMIT $5`,
      [[userId], part, name, id, limit + 1, isNew],
    );
  }

  /** Whether there is a message or notice in a room after a seq that is not deleted. */
  async hasShownAfter(roomId: string, seq: number): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM messages WHERE room_id = $1 AND seq > $2 AND deleted_at IS NULL AND in_room LIMIT 1`,
      [roomId, seq],
    );
    return rows.length > 0;
  }

  private async views(sql: string, values: unknown[]): Promise<Room[]> {
    return (await this.rows(sql, values)).map(([, room]) => room);
  }

  private async rows(sql: string, values: unknown[]): Promise<[viewerId: string, Room][]> {
    const rooms = await this.database.query<RoomListRow>(sql, values);
    const last = await this.lastMessages(rooms);
    return rooms.map((room) => [
      room.viewer_id,
      asSeenBy(room, roomView({ ...room, last_message: lastSeenBy(room, last.get(room.id)) })),
    ]);
  }

  /** The newest message of each room that is not deleted, up to the head that was read; see `visible`. */
  private async lastMessages(rooms: RoomListRow[]): Promise<Map<string, MessageViewRow>> {
    const shown = new Map(rooms.filter(visible).map((room) => [room.id, room.last_seq]));
    const rows = await this.database.query<MessageViewRow>(LAST_MESSAGES, [[...shown.keys()], [...shown.values()]]);
    return new Map(rows.map((row) => [row.room_id, row]));
  }
}

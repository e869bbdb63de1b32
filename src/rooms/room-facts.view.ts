import { type MemberRole, type RoomKind, ROLES } from '../shared/roles.ts';
import { areApart } from '../users/blocks.view.ts';
import { LOBBY_ROLES } from '../shared/rooms.policy.ts';

/** Lower than every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** The facts about a room and a person in it that `RoomAccess` needs. */
export interface RoomFacts {
  roomId: string;
  kind: RoomKind;
  lobby: boolean;
  archived: boolean;
  passwordHash: string | null;
  mentionRoomBy: MemberRole;
  postBy: MemberRole;
  replyBy: MemberRole;
  reactBy: MemberRole;
  slowSeconds: number;
  role: MemberRole | null;
  banned: boolean;
  visibleFromSeq: number;
  mutedUntil: Date | null;
  /** True in a direct room whose other member has deleted their account, or whose account is disabled. */
  peerGone: boolean;
  /** True in a direct room of which one member has blocked the other. */
  blocked: boolean;
}

/** What a person's role on the server makes of them in the Lobby, as SQL. */
export const lobbyRole = (serverRole: string) =>
  `CASE ${serverRole} ${ROLES.map((role) => `WHEN '${role}' THEN '${LOBBY_ROLES[role]}'`).join(' ')} END`;

/** A direct room is in the list of a person who has opened it, and in that of the other once something is written. */
export const listed = (member: string, head: string) => `(${member}.opened OR ${head}.last_seq > 0)`;

/** The members are found by the key of memberships alone, whatever the planner knows about the tables. */
const peerGone = (roomId: string, userId: string) => `EXISTS (
    SELECT FROM (SELECT room_id, user_id FROM room_members WHERE (room_id, user_id) >= (${roomId}, '${FIRST_ID}')
      ORDER BY room_id, user_id LIMIT 2) o
    JOIN LATERAL (SELECT deleted_at, disabled_at FROM users WHERE id = o.user_id OFFSET 0) u ON true
    WHERE o.room_id = ${roomId} AND o.user_id <> ${userId} AND (u.deleted_at IS NOT NULL OR u.disabled_at IS NOT NULL))`;

const blocked = (roomId: string, userId: string) => `EXISTS (
    SELECT FROM (SELECT room_id, user_id FROM room_members WHERE (room_id, user_id) >= (${roomId}, '${FIRST_ID}')
      ORDER BY room_id, user_id LIMIT 2) o
    WHERE o.room_id = ${roomId} AND o.user_id <> ${userId} AND ${areApart('o.user_id', userId)})`;

/** The columns of `RoomFacts`, from `rooms r` and the person's `room_members m`. */
export const roomFacts = (userId: string) => `r.id AS "roomId", r.kind, r.lobby, r.archived_at IS NOT NULL AS archived,
  r.password_hash AS "passwordHash", r.mention_room_by AS "mentionRoomBy", r.post_by AS "postBy",
  r.reply_by AS "replyBy", r.react_by AS "reactBy", r.slow_seconds AS "slowSeconds", m.role,
  (SELECT true FROM room_bans b WHERE b.room_id = r.id AND b.user_id = ${userId}) IS TRUE AS banned,
  coalesce(m.visible_from_seq, 1) AS "visibleFromSeq", m.muted_until AS "mutedUntil",
  CASE WHEN r.kind = 'direct' THEN ${peerGone('r.id', userId)} ELSE false END AS "peerGone",
  CASE WHEN r.kind = 'direct' THEN ${blocked('r.id', userId)} ELSE false END AS blocked`;

/** The facts alone, of a row that has more. */
export const roomFactsOf = (row: RoomFacts): RoomFacts => ({
  roomId: row.roomId,
  kind: row.kind,
  lobby: row.lobby,
  archived: row.archived,
  passwordHash: row.passwordHash,
  mentionRoomBy: row.mentionRoomBy,
  postBy: row.postBy,
  replyBy: row.replyBy,
  reactBy: row.reactBy,
  slowSeconds: row.slowSeconds,
  role: row.role,
  banned: row.banned,
  visibleFromSeq: row.visibleFromSeq,
  mutedUntil: row.mutedUntil,
  peerGone: row.peerGone,
  blocked: row.blocked,
});

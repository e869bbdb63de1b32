import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { escapeLike } from '../../common/escape-like.ts';
import { limits } from '../../shared/limits.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../../users/user.view.ts';
import type { UserSummary } from '../../users/users.dto.ts';
import type { NotificationTarget } from '../../timeline/notification-target.ts';
import { RoomMemberEntity } from './room-member.entity.ts';
import { CHANGED_AT_MICROS, CHANGED_RECENTLY, MAX_RECENT_CHANGES } from '../room-changes.repository.ts';
import { lobbyRole } from '../room-facts.view.ts';
import { memberView, type MemberViewRow } from '../room.view.ts';
import type { Member, MemberChanged } from './members.dto.ts';
import type { MemberRole } from '../../shared/roles.ts';
import { areApart } from '../../users/blocks.view.ts';
import { foldText } from '../../shared/fold-text.ts';

/** Whether a person has read receipts enabled. */
const SHARES_READ_MARK = (user: string) => `coalesce((${user}.preferences ->> 'readReceipts')::boolean, true)`;

/** A member's role, from `room_members m`, `rooms r` and `users u`: in the Lobby that of the server decides. */
const ROLE = `CASE WHEN r.lobby THEN ${lobbyRole('u.role')} ELSE m.role END`;

/** The members of room $1 as person $2 sees them; when $2 is null, as viewers with read receipts see them. */
const MEMBERS = `SELECT ${summaryColumns('u')} AS user, ${ROLE} AS role, m.joined_at, m.muted_until,
    CASE WHEN m.user_id = $2 OR (h.member_count <= ${limits.namedReaders} AND ${SHARES_READ_MARK('u')} AND ${SHARES_READ_MARK('me')}
        AND NOT ${areApart('m.user_id', '$2::uuid')})
      THEN m.last_read_seq ELSE 0 END AS last_read_seq
  FROM room_members m JOIN rooms r ON r.id = m.room_id JOIN room_head h ON h.room_id = m.room_id
  JOIN users u ON u.id = m.user_id LEFT JOIN users me ON me.id = $2::uuid WHERE m.room_id = $1`;

interface TargetRow extends NotificationTarget {
  roomId: string;
  userId: string;
  threadId: string | null;
  fromSeq: number;
}

@Injectable()
export class MembersRepository {
  constructor(private readonly database: Database) {}

  async has(tx: Tx, roomId: string, userId: string): Promise<boolean> {
    return tx.existsBy(RoomMemberEntity, { roomId, userId });
  }

  async isIn(roomId: string, userId: string): Promise<boolean> {
    return this.has(this.database.source.manager, roomId, userId);
  }

  /** The rooms that a person was added to by invitations to the server, and up to where they have read. */
  arrivalsByInvitation(userId: string): Promise<{ roomId: string; seq: number }[]> {
    return this.database.query(
      `SELECT room_id AS "roomId", last_read_seq AS seq FROM room_members
       WHERE user_id = $1 AND room_id IN (
         SELECT i.room_id FROM invitation_rooms i JOIN invitation_acceptances a USING (invitation_id) WHERE a.user_id = $1)`,
      [userId],
    );
  }

  /** A guest who registered sees the rooms they are in as any member does. */
  async showWholeHistory(userId: string): Promise<void> {
    // The heads first, as the writer of messages does: neither waits for the other in a circle.
    await this.database.query(
      `WITH heads AS MATERIALIZED (SELECT room_id FROM room_head
         WHERE room_id IN (SELECT room_id FROM room_members WHERE user_id = $1) ORDER BY room_id FOR NO KEY UPDATE)
       UPDATE room_members m SET visible_from_seq = 1 FROM heads WHERE m.room_id = heads.room_id AND m.user_id = $1`,
      [userId],
    );
  }

  /** Makes a member owner when the only owner leaves: the moderator, else the member, who joined first. */
  async promoteSuccessor(tx: Tx, roomId: string, leaverId: string): Promise<void> {
    await tx.query(
      `UPDATE room_members SET role = 'owner' WHERE room_id = $1 AND user_id = (
         SELECT m.user_id FROM room_members m JOIN users u ON u.id = m.user_id
         WHERE m.room_id = $1 AND m.user_id <> $2 AND u.kind = 'person'
         ORDER BY m.role = 'moderator' DESC, m.joined_at LIMIT 1)`,
      [roomId, leaverId],
    );
  }

  /** Memberships of deleted accounts; direct rooms are kept for the other person. */
  async ofDeletedAccounts(): Promise<{ roomId: string; userId: string }[]> {
    return this.database.query(
      `SELECT m.room_id AS "roomId", m.user_id AS "userId" FROM room_members m
       JOIN users u ON u.id = m.user_id JOIN rooms r ON r.id = m.room_id
       WHERE u.deleted_at IS NOT NULL AND r.kind <> 'direct' LIMIT 1000`,
    );
  }

  /** Until when a member is muted; undefined for a person who is not in the room. */
  async muteOf(tx: Tx, roomId: string, userId: string): Promise<Pick<RoomMemberEntity, 'mutedUntil'> | undefined> {
    const member = await tx.findOne(RoomMemberEntity, {
      where: { roomId, userId },
      select: { roomId: true, userId: true, mutedUntil: true },
    });
    return member ?? undefined;
  }

  async add(tx: Tx, member: Partial<RoomMemberEntity>): Promise<void> {
    await tx.insert(RoomMemberEntity, member);
  }

  /** Of a room with few members. */
  async idsOf(roomId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT user_id AS id FROM room_members WHERE room_id = $1`,
      [roomId],
    );
    return rows.map(({ id }) => id);
  }

  async roleOf(tx: Tx, roomId: string, userId: string): Promise<MemberRole | undefined> {
    const [row] = await tx.query<{ role: MemberRole }[]>(
      `SELECT ${ROLE} AS role FROM room_members m JOIN rooms r ON r.id = m.room_id JOIN users u ON u.id = m.user_id
       WHERE m.room_id = $1 AND m.user_id = $2`,
      [roomId, userId],
    );
    return row?.role;
  }

  /** The ids of members by their user names, in lower case, among these names; also by names they gave up lately. */
  async idsByName(tx: Tx, roomId: string, names: string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ id: string; name: string }[]>(
      `SELECT u.id, u.username_key AS name FROM users u JOIN room_members m ON m.user_id = u.id
       WHERE m.room_id = $1 AND u.username_key = ANY($2)
       UNION ALL
       SELECT f.user_id, f.username_key FROM former_usernames f JOIN room_members m ON m.user_id = f.user_id
       WHERE m.room_id = $1 AND f.username_key = ANY($2) AND NOT EXISTS (
         SELECT FROM users u WHERE u.username_key = f.username_key)`,
      [roomId, names],
    );
    return new Map(rows.map(({ id, name }) => [name, id]));
  }

  /** These people and all followers of these threads, by `room person`; only members of the room. */
  async notificationTargets(
    asked: { roomId: string; userId: string }[],
    threadIds: string[] = [],
  ): Promise<Map<string, NotificationTarget>> {
    const rows = await this.database.query<TargetRow>(
      `SELECT m.room_id AS "roomId", m.user_id AS "userId", m.notify, m.quiet_until AS "quietUntil", m.last_read_seq AS "lastReadSeq",
              u.preferences,
              ARRAY(SELECT b.blocked_id FROM user_blocks b WHERE b.user_id = m.user_id) AS blocked,
              asked.thread_id AS "threadId", asked.from_seq AS "fromSeq"
       FROM (
         SELECT room_id, user_id, NULL::uuid AS thread_id, NULL::bigint AS from_seq
           FROM unnest($1::uuid[], $2::uuid[]) AS named (room_id, user_id)
         UNION ALL
         SELECT room_id, user_id, thread_id, from_seq FROM thread_followers
           WHERE thread_id = ANY($3::uuid[]) AND from_seq IS NOT NULL
       ) asked JOIN room_members m USING (room_id, user_id) JOIN users u ON u.id = m.user_id`,
      [asked.map(({ roomId }) => roomId), asked.map(({ userId }) => userId), threadIds],
    );
    return new Map([...Map.groupBy(rows, ({ roomId, userId }) => `${roomId} ${userId}`)].map(targetOf));
  }

  /**
   * The read marks of these people that others may see: none in large rooms, and none of people without read receipts.
   */
  async readMarks(roomId: string, userIds: string[]): Promise<{ userId: string; lastReadSeq: number }[]> {
    return this.database.query(
      `SELECT m.user_id AS "userId", m.last_read_seq AS "lastReadSeq" FROM room_members m
       JOIN room_head h ON h.room_id = m.room_id JOIN users u ON u.id = m.user_id
       WHERE m.room_id = $1 AND m.user_id = ANY($2) AND h.member_count <= $3 AND ${SHARES_READ_MARK('u')}`,
      [roomId, userIds, limits.namedReaders],
    );
  }

  /**
   * The members who have read up to a message, without its author; none for callers without read receipts.
   * @param threadId of a message that stays in its thread: its readers have read that thread
   */
  async readers(
    { roomId, seq, threadId }: { roomId: string; seq: number; threadId: string | null },
    callerId: string,
    authorId?: string,
  ): Promise<UserSummary[]> {
    const readSeq = threadId
      ? '(SELECT f.read_seq FROM thread_followers f WHERE f.thread_id = $5 AND f.user_id = m.user_id)'
      : 'm.last_read_seq';
    const rows = await this.database.query<{ user: SummaryRow }>(
      `SELECT ${summaryColumns('u')} AS user FROM room_members m JOIN users u ON u.id = m.user_id
       JOIN users me ON me.id = $3
       WHERE m.room_id = $1 AND ${readSeq} >= $2 AND m.user_id IS DISTINCT FROM $4
         AND ${SHARES_READ_MARK('u')} AND ${SHARES_READ_MARK('me')}
         AND NOT ${areApart('m.user_id', '$3')} ORDER BY lower(u.display_name), u.id`,
      [roomId, seq, callerId, authorId ?? null, ...(threadId ? [threadId] : [])],
    );
    return rows.map(({ user }) => summaryFromRow(user));
  }

  /** A member as viewers with read receipts see them; null for a person who is not in the room. */
  async change(roomId: string, userId: string): Promise<MemberChanged> {
    const member = (await this.one(roomId, userId, null)) ?? null;
    const [head] = await this.database.query<{ count: number }>(
      `SELECT member_count AS count FROM room_head WHERE room_id = $1`,
      [roomId],
    );
    return { roomId, userId, member, memberCount: head?.count ?? 0 };
  }

  /** When a member's row last changed; 0 when it never has. */
  async changedAt(roomId: string, userId: string): Promise<number> {
    const [row] = await this.database.query<{ at: number | null }>(
      `SELECT ${CHANGED_AT_MICROS} AS at FROM room_members WHERE room_id = $1 AND user_id = $2`,
      [roomId, userId],
    );
    return row?.at ?? 0;
  }

  /**
   * Members whose row has changed within the last moments. Triggers record the time; see the migration `room-changes`.
   */
  recentChanges(): Promise<{ roomId: string; userId: string; changedAt: number }[]> {
    return this.database.query(
      `SELECT room_id AS "roomId", user_id AS "userId", ${CHANGED_AT_MICROS} AS "changedAt" FROM room_members
       WHERE ${CHANGED_RECENTLY} ORDER BY changed_at DESC LIMIT ${MAX_RECENT_CHANGES}`,
    );
  }

  /** Records a change that the triggers do not detect. */
  async recordChange(roomId: string, userIds: string[]): Promise<void> {
    await this.database.query(
      `UPDATE room_members SET changed_at = clock_timestamp() WHERE room_id = $1 AND user_id = ANY($2)`,
      [roomId, userIds],
    );
  }

  async setRole(tx: Tx, roomId: string, userId: string, role: MemberRole): Promise<void> {
    await tx.update(RoomMemberEntity, { roomId, userId }, { role });
  }

  /** Removes all members of a room. @returns their ids */
  async removeAll(tx: Tx, roomId: string): Promise<string[]> {
    const rows = await returning<{ user_id: string }>(
      tx,
      `DELETE FROM room_members WHERE room_id = $1 RETURNING user_id`,
      [roomId],
    );
    return rows.map((row) => row.user_id);
  }

  /** Removes a member, and records how they went: once removed by others, they stay known as such. */
  async remove(tx: Tx, roomId: string, userId: string, { isChoice }: { isChoice: boolean }): Promise<void> {
    await tx.query(
      `WITH gone AS (DELETE FROM room_members WHERE room_id = $1 AND user_id = $2 RETURNING room_id, user_id)
       INSERT INTO room_departures AS d (room_id, user_id, left_by_choice, removed)
       SELECT room_id, user_id, $3, NOT $3 FROM gone ON CONFLICT (room_id, user_id) DO UPDATE
       SET left_by_choice = EXCLUDED.left_by_choice, removed = d.removed OR EXCLUDED.removed, created_at = now()`,
      [roomId, userId, isChoice],
    );
  }

  /** Whether a member owns the room by the stored role; in the Lobby nobody does. */
  async isOwner(tx: Tx, roomId: string, userId: string): Promise<boolean> {
    return tx.existsBy(RoomMemberEntity, { roomId, userId, role: 'owner' });
  }

  async hasOwner(tx: Tx, roomId: string): Promise<boolean> {
    return tx.existsBy(RoomMemberEntity, { roomId, role: 'owner' });
  }

  /** Members whose read mark is before a message, at most `limit`. */
  async unreadBefore(roomId: string, seq: number, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT user_id AS id FROM room_members WHERE room_id = $1 AND last_read_seq < $2 LIMIT $3`,
      [roomId, seq, limit],
    );
    return rows.map(({ id }) => id);
  }

  async otherOwners(tx: Tx, roomId: string, userId: string): Promise<number> {
    const [row] = await tx.query<{ owners: number }[]>(
      `SELECT count(*) AS owners FROM room_members WHERE room_id = $1 AND user_id <> $2 AND role = 'owner'`,
      [roomId, userId],
    );
    return row?.owners ?? 0;
  }

  /** How many people of each of these groups are in a room; none of a group is absent. */
  async countOfGroups(roomId: string, groupIds: string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: string; count: number }>(
      `SELECT g.group_id AS id, count(*)::integer AS count FROM user_group_members g
       JOIN room_members m ON m.room_id = $1 AND m.user_id = g.user_id WHERE g.group_id = ANY($2) GROUP BY 1`,
      [roomId, groupIds],
    );
    return new Map(rows.map(({ id, count }) => [id, count]));
  }

  /** @param viewerId null for viewers with read receipts */
  async one(roomId: string, userId: string, viewerId: string | null): Promise<Member | undefined> {
    return (await this.views(`${MEMBERS} AND m.user_id = $3`, [roomId, viewerId, userId]))[0];
  }

  /** In the order of joining, those whose name contains `q`. */
  page(roomId: string, viewerId: string, q: string, limit: number, after: [string, string]): Promise<Member[]> {
    const part = `%${escapeLike(foldText(q))}%`;
    return this.views(
      `${MEMBERS} AND m.joined_at >= $3::timestamptz AND (m.joined_at, m.user_id::text) > ($3::timestamptz, $4)
         AND (u.username_key LIKE $6 OR folded(u.display_name) LIKE $6)
       ORDER BY m.joined_at, m.user_id LIMIT $5`,
      [roomId, viewerId, ...after, limit + 1, part],
    );
  }

  private async views(sql: string, values: unknown[]): Promise<Member[]> {
    return (await this.database.query<MemberViewRow>(sql, values)).map(memberView);
  }
}

/** The rows of a person: possibly a row for each followed thread. */
function targetOf([key, rows]: [string, TargetRow[]]): [string, NotificationTarget] {
  const follows = rows.flatMap(({ threadId, fromSeq }): [string, number][] => (threadId ? [[threadId, fromSeq]] : []));
  const [{ notify, quietUntil, preferences, lastReadSeq, blocked = [] }] = rows as [TargetRow];
  return [key, { notify, quietUntil, preferences, lastReadSeq, blocked, follows: new Map(follows) }];
}

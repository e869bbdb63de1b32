import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';
import type { Language } from '../common/languages.ts';
import { MENTIONS, UNREAD } from '../rooms/read-marks/read-marks.repository.ts';
import { shownName } from '../users/user.view.ts';
import { PUSH_FACTS, type PushFacts, WRITER } from './push-candidates.repository.ts';
import type { PushContent, PushReason } from './push.dto.ts';
import type { PushEntity } from './push.entity.ts';
import type { LoggedPush } from './push.view.ts';
import { IS_LIVE } from './push-devices.repository.ts';
import { IS_CONVERSATION } from '../timeline/conversations.view.ts';

/** A push to write: a decision, and after how many milliseconds it is sent; null: never. */
export type NewPush = Pick<
  PushEntity,
  'deviceId' | 'messageId' | 'userId' | 'roomId' | 'seq' | 'kind' | 'reason' | 'wasOnline'
> & { dueInMs: number | null };

/** A push that this process sends now. */
export type ClaimedPush = Pick<
  PushEntity,
  'deviceId' | 'messageId' | 'userId' | 'roomId' | 'seq' | 'kind' | 'wasOnline' | 'tries' | 'decidedAt'
>;

/** The device of a push as it is now. */
export interface PushTarget {
  deviceId: string;
  endpoint: string;
  p256dh: Buffer;
  auth: Buffer;
  vapidKey: number;
  failures: number;
  content: PushContent;
  language: Language | null;
  preferences: { language?: Language };
  isLive: boolean;
}

/** The message of a push as it is now; absent facts: its person may not read it any more. */
export type DuePush = ClaimedPush & {
  target: PushTarget | null;
  message: (PushFacts & { isDeleted: boolean; author: string; roomName: string }) | null;
};

const CLAIM = `device_id AS "deviceId", message_id AS "messageId", user_id AS "userId", room_id AS "roomId", seq, kind,
  was_online AS "wasOnline", tries, decided_at AS "decidedAt"`;
/** A process that claims a push has this long to send it; then another one does. Longer than a service may take. */
const CLAIMED_FOR = `interval '30 seconds'`;
/** Rooms that a push may name as read. */
const MAX_WITHDRAWN = 50;

/** What is pushed to devices. */
@Injectable()
export class PushesRepository {
  constructor(private readonly database: Database) {}

  /** What was decided before, here or by another node, stays. */
  async insert(pushes: NewPush[]): Promise<void> {
    await this.database.query(
      `INSERT INTO pushes (device_id, message_id, user_id, room_id, seq, kind, reason, was_online, due_at)
       SELECT "deviceId", "messageId", "userId", "roomId", seq, kind, reason, "wasOnline",
              now() + "dueInMs" * interval '1 millisecond'
       FROM json_to_recordset($1::json) AS push ("deviceId" uuid, "messageId" uuid, "userId" uuid, "roomId" uuid,
         seq bigint, kind text, reason text, "wasOnline" boolean, "dueInMs" float8)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(pushes)],
    );
  }

  /** What is due and no other process sends, the longest due first. It comes again should this process end. */
  claim(limit: number): Promise<ClaimedPush[]> {
    return this.database.query(
      `UPDATE pushes SET due_at = now() + ${CLAIMED_FOR}, tries = tries + 1
       WHERE (device_id, message_id) IN (
         SELECT device_id, message_id FROM pushes WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING ${CLAIM}`,
      [limit],
    );
  }

  /** Everything that is asked again when a push is sent. */
  async load(claimed: ClaimedPush[]): Promise<DuePush[]> {
    const targets = await this.database.query<PushTarget>(
      `SELECT d.id AS "deviceId", d.endpoint, d.p256dh, d.auth, d.vapid_key AS "vapidKey", d.failures, d.content, u.language,
              u.preferences, ${IS_LIVE} AND u.disabled_at IS NULL AS "isLive"
       FROM push_devices d JOIN sessions s ON s.id = d.session_id JOIN users u ON u.id = d.user_id
       WHERE d.id = ANY($1::uuid[])`,
      [claimed.map(({ deviceId }) => deviceId)],
    );
    const messages = await this.database.query<NonNullable<DuePush['message']>>(
      `SELECT ${PUSH_FACTS}, m.deleted_at IS NOT NULL AS "isDeleted", ${shownName('author')} AS author, r.name AS "roomName"
       FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS asked (message_id, user_id)) asked
       JOIN messages m ON m.id = asked.message_id JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL
       JOIN room_members mine ON mine.room_id = m.room_id AND mine.user_id = asked.user_id AND m.seq >= mine.visible_from_seq
       JOIN users u ON u.id = asked.user_id JOIN users author ON author.id = ${WRITER}`,
      [claimed.map(({ messageId }) => messageId), claimed.map(({ userId }) => userId)],
    );
    const byDevice = new Map(targets.map((target) => [target.deviceId, target]));
    const byMessage = new Map(messages.map((message) => [`${message.messageId} ${message.userId}`, message]));
    return claimed.map((push) => ({
      ...push,
      target: byDevice.get(push.deviceId) ?? null,
      message: byMessage.get(`${push.messageId} ${push.userId}`) ?? null,
    }));
  }

  /** What the icon of the client counts: unread messages of direct rooms, and mentions in all others. */
  async badgeOf(userId: string): Promise<number> {
    const [row] = await this.database.query<{ badge: number }>(
      `SELECT coalesce(sum(CASE WHEN ${IS_CONVERSATION} THEN ${UNREAD} ELSE ${MENTIONS} END), 0)::int AS badge
       FROM room_members m JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL JOIN room_head h ON h.room_id = m.room_id
       WHERE m.user_id = $1 AND m.notify <> 'none' AND h.last_seq > m.last_read_seq`,
      [userId],
    );
    return row?.badge ?? 0;
  }

  /** Unread messages of a room that were sent to a device and not shown there, as far as it tells. */
  async unseen({ deviceId, messageId, roomId, userId }: ClaimedPush): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pushes p JOIN room_members m ON m.room_id = p.room_id AND m.user_id = $4
       WHERE p.device_id = $1 AND p.room_id = $3 AND p.message_id <> $2 AND p.sent_at IS NOT NULL AND p.shown_at IS NULL
         AND p.seq > m.last_read_seq`,
      [deviceId, messageId, roomId, userId],
    );
    return row?.count ?? 0;
  }

  /** Rooms with notifications on a device whose messages were all read meanwhile, and of which it was not told. */
  async readRooms({ deviceId, roomId, userId }: ClaimedPush): Promise<string[]> {
    const rows = await this.database.query<{ roomId: string }>(
      `SELECT p.room_id AS "roomId" FROM pushes p
       LEFT JOIN room_members m ON m.room_id = p.room_id AND m.user_id = $3
       WHERE p.device_id = $1 AND p.room_id <> $2 AND p.sent_at IS NOT NULL AND p.withdrawn_at IS NULL
       GROUP BY 1 HAVING max(p.seq) <= coalesce(max(m.last_read_seq), max(p.seq)) LIMIT ${MAX_WITHDRAWN}`,
      [deviceId, roomId, userId],
    );
    return rows.map((row) => row.roomId);
  }

  /** @param withdrawn rooms whose notifications the device was told to take away */
  async markSent({ deviceId, messageId }: ClaimedPush, withdrawn: string[]): Promise<void> {
    await this.database.query(
      `UPDATE pushes SET due_at = NULL, reason = 'sent', sent_at = now() WHERE device_id = $1 AND message_id = $2`,
      [deviceId, messageId],
    );
    if (withdrawn.length)
      await this.database.query(
        `UPDATE pushes SET withdrawn_at = now()
         WHERE device_id = $1 AND room_id = ANY($2::uuid[]) AND withdrawn_at IS NULL AND sent_at IS NOT NULL`,
        [deviceId, withdrawn],
      );
  }

  async drop({ deviceId, messageId }: ClaimedPush, reason: PushReason): Promise<void> {
    await this.database.query(
      `UPDATE pushes SET due_at = NULL, reason = $3 WHERE device_id = $1 AND message_id = $2 AND due_at IS NOT NULL`,
      [deviceId, messageId, reason],
    );
  }

  async retry({ deviceId, messageId }: ClaimedPush, afterMs: number): Promise<void> {
    await this.database.query(
      `UPDATE pushes SET due_at = now() + $3 * interval '1 millisecond'
       WHERE device_id = $1 AND message_id = $2 AND due_at IS NOT NULL`,
      [deviceId, messageId, afterMs],
    );
  }

  /** Once or several times is the same. @returns whether there is such a push */
  async markShown(deviceId: string, messageId: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE pushes SET shown_at = coalesce(shown_at, now()), reason = CASE WHEN due_at IS NULL THEN 'shown' ELSE reason END
       WHERE device_id = $1 AND message_id = $2 RETURNING 1`,
      [deviceId, messageId],
    );
    return rows.length > 0;
  }

  /** The one of the newest message first. @param after the keys of the last entry of the page before */
  log(userId: string, messageId: string | undefined, after: [string, string], limit: number): Promise<LoggedPush[]> {
    return this.database.query(
      `SELECT p.message_id AS "messageId", p.room_id AS "roomId", d.id AS "deviceId", p.device_id AS "key", p.kind, p.reason,
              p.decided_at AS "decidedAt", p.sent_at AS "sentAt", p.shown_at AS "shownAt", p.tries
       FROM pushes p LEFT JOIN push_devices d ON d.id = p.device_id
       WHERE p.user_id = $1 AND ($2::uuid IS NULL OR p.message_id = $2)
         AND (p.message_id, p.device_id) < ($3::uuid, $4::uuid)
       ORDER BY p.message_id DESC, p.device_id DESC LIMIT $5`,
      [userId, messageId ?? null, ...after, limit],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database/database.ts';
import type { PushDeviceEntity } from './push-device.entity.ts';
import type { NamedPushDevice } from './push.view.ts';

/** What a subscription brings, checked. */
export type SubscribedDevice = Pick<PushDeviceEntity, 'endpoint' | 'p256dh' | 'auth' | 'vapidKey'>;
export type NewPushDevice = SubscribedDevice &
  Pick<PushDeviceEntity, 'userId' | 'sessionId' | 'content' | 'secretHash'>;

export const IS_LIVE = `s.ended_at IS NULL AND s.expires_at > now()`;
const DEVICE = `d.id, d.user_id AS "userId", d.session_id AS "sessionId", d.endpoint, d.p256dh, d.auth,
  d.secret_hash AS "secretHash", d.vapid_key AS "vapidKey", d.content, d.created_at AS "createdAt", d.seen_at AS "seenAt",
  d.sent_at AS "sentAt", d.shown_at AS "shownAt", d.failures,
  (SELECT s.device FROM sessions s WHERE s.id = d.session_id) AS device`;
const LIVE_DEVICES = `push_devices d JOIN sessions s ON s.id = d.session_id AND ${IS_LIVE}`;
/** What is still to be sent to a device that is gone is not sent. */
const CLOSE = (deviceIds: string) => `UPDATE pushes SET due_at = NULL, reason = 'device_gone'
  WHERE device_id IN (${deviceIds}) AND due_at IS NOT NULL`;

/** Devices that are notified; one whose session has ended counts as gone. */
@Injectable()
export class PushDevicesRepository {
  constructor(private readonly database: Database) {}

  /** Whether anybody has a device at all. */
  async hasAny(): Promise<boolean> {
    return (await this.database.query(`SELECT FROM push_devices LIMIT 1`)).length > 0;
  }

  /** The devices of a person, newest first. */
  of(userId: string, tx: Tx = this.database.source.manager): Promise<NamedPushDevice[]> {
    return tx.query<NamedPushDevice[]>(
      `SELECT ${DEVICE} FROM ${LIVE_DEVICES} WHERE d.user_id = $1 ORDER BY d.id DESC`,
      [userId],
    );
  }

  async find(id: string): Promise<NamedPushDevice | undefined> {
    return (
      await this.database.query<NamedPushDevice>(`SELECT ${DEVICE} FROM ${LIVE_DEVICES} WHERE d.id = $1`, [id])
    )[0];
  }

  /** Two requests about one endpoint or one person follow each other until the transaction ends. */
  async lock(tx: Tx, endpoint: string, userId: string): Promise<void> {
    for (const key of [`endpoint ${endpoint}`, `person ${userId}`])
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`push ${key}`]);
  }

  /** The session's device, made or changed. Its times and failures begin anew with another endpoint. */
  async put(tx: Tx, device: NewPushDevice): Promise<NamedPushDevice> {
    const { userId, sessionId, endpoint, p256dh, auth, secretHash, vapidKey, content } = device;
    const [row] = await returning<NamedPushDevice>(
      tx,
      `INSERT INTO push_devices AS d (user_id, session_id, endpoint, p256dh, auth, secret_hash, vapid_key, content)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (session_id) DO UPDATE SET endpoint = $3, p256dh = $4, auth = $5, secret_hash = $6, vapid_key = $7,
         content = $8, seen_at = now(), failures = 0 RETURNING ${DEVICE}`,
      [userId, sessionId, endpoint, p256dh, auth, secretHash, vapidKey, content],
    );
    if (!row) throw new Error('A device was not written');
    return row;
  }

  async renew(tx: Tx, id: string, { endpoint, p256dh, auth, vapidKey }: SubscribedDevice): Promise<void> {
    await tx.query(
      `UPDATE push_devices SET endpoint = $2, p256dh = $3, auth = $4, vapid_key = $5, seen_at = now(), failures = 0
       WHERE id = $1`,
      [id, endpoint, p256dh, auth, vapidKey],
    );
  }

  /** A browser has one subscription: whoever gave this endpoint before has it no more. */
  async removeOthers(tx: Tx, endpoint: string, keptSessionId: string): Promise<void> {
    const others = `SELECT id FROM push_devices WHERE endpoint = $1 AND session_id <> $2`;
    await tx.query(CLOSE(others), [endpoint, keptSessionId]);
    await tx.query(`DELETE FROM push_devices WHERE endpoint = $1 AND session_id <> $2`, [endpoint, keptSessionId]);
  }

  /** @returns whether there was one. @param endpoint only while it is still that */
  async remove(id: string, endpoint?: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const gone = await returning<{ id: string }>(
        tx,
        `DELETE FROM push_devices WHERE id = $1 AND ($2::text IS NULL OR endpoint = $2) RETURNING id`,
        [id, endpoint ?? null],
      );
      if (gone.length) await tx.query(CLOSE('$1'), [id]);
      return gone.length > 0;
    });
  }

  /** Devices of sessions that have ended. */
  async removeEnded(): Promise<void> {
    await this.database.query(
      `DELETE FROM push_devices d USING sessions s WHERE s.id = d.session_id AND NOT (${IS_LIVE})`,
    );
  }

  async noteSent(id: string): Promise<void> {
    await this.database.query(`UPDATE push_devices SET sent_at = now(), failures = 0 WHERE id = $1`, [id]);
  }

  async noteFailure(id: string): Promise<void> {
    await this.database.query(`UPDATE push_devices SET failures = failures + 1 WHERE id = $1`, [id]);
  }

  /** @returns whether there is such a device */
  async noteShown(id: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE push_devices d SET shown_at = now(), seen_at = now() FROM sessions s
       WHERE d.id = $1 AND s.id = d.session_id AND ${IS_LIVE} RETURNING d.id`,
      [id],
    );
    return rows.length > 0;
  }

  async forget(userId: string): Promise<void> {
    await this.database.query(`DELETE FROM push_devices WHERE user_id = $1`, [userId]);
    await this.database.query(`DELETE FROM pushes WHERE user_id = $1`, [userId]);
  }
}

import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { limits } from '../../shared/limits.ts';
import { Problem } from '../../common/problem.ts';
import { ServerSettings } from '../../common/settings/server-settings.ts';
import {
  attachmentColumns,
  type AttachmentSigner,
  attachmentView,
  type AttachmentViewRow,
} from '../../timeline/attachment.view.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../../users/user.view.ts';
import { AttachmentEntity } from './attachment.entity.ts';
import type { RoomFile, RoomFilesQuery } from '../uploads.dto.ts';

const MB = 1_000_000;

type NewAttachment = Pick<AttachmentEntity, 'uploaderId' | 'kind' | 'name' | 'mime' | 'size' | 'sha256' | 'status'> &
  Partial<AttachmentEntity>;

/** A file that waits for the virus scanner. */
export interface PendingScan {
  id: string;
  receivedKey: string;
  scans: number;
}

interface RoomFileRow extends AttachmentViewRow {
  message_id: string;
  seq: number;
  position: number;
  in_room: boolean;
  created_at: Date;
  author: SummaryRow | null;
}

@Injectable()
export class AttachmentsRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: ServerSettings,
  ) {}

  /** How many files wait for the virus scanner. */
  async countPending(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*) AS count FROM attachments WHERE status = 'pending'`,
    );
    return row?.count ?? 0;
  }

  private get manager() {
    return this.database.source.manager;
  }

  byId(id: string): Promise<AttachmentEntity | null> {
    return this.manager.findOneBy(AttachmentEntity, { id });
  }

  byIds(ids: string[]): Promise<AttachmentEntity[]> {
    return this.manager.findBy(AttachmentEntity, { id: In(ids) });
  }

  insert(tx: Tx, row: NewAttachment): Promise<AttachmentEntity> {
    return tx.save(tx.create(AttachmentEntity, row));
  }

  /**
   * Refuses a file that would exceed the quota of its uploader, with what they have begun to upload. The user's row is
   * locked, so that concurrent uploads are counted in sequence.
   * @throws Problem `quota_exceeded`, or `storage_full` when the files of all people are as many as are let in
   */
  async assertQuota(uploaderId: string, size: number, tx: Tx = this.manager): Promise<void> {
    if (tx !== this.manager) await tx.query(`SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE`, [uploaderId]);
    const [row] = await tx.query<{ stored: string | null }[]>(
      `SELECT sum(size) AS stored FROM (
         SELECT size FROM attachments WHERE uploader_id = $1
         UNION ALL SELECT size FROM begun_uploads WHERE uploader_id = $1 AND expires_at > now()) files`,
      [uploaderId],
    );
    if (Number(row?.stored ?? 0) + size > limits.storagePerPerson) throw new Problem('quota_exceeded');
    await this.assertTotalQuota(size, tx);
  }

  private async assertTotalQuota(size: number, tx: Tx): Promise<void> {
    const { totalQuota } = this.settings.values;
    if (totalQuota === null) return;
    const [row] = await tx.query<{ stored: string | null }[]>(
      `SELECT (SELECT coalesce(sum(size), 0) FROM attachments)
         + (SELECT coalesce(sum(size), 0) FROM begun_uploads WHERE expires_at > now()) AS stored`,
    );
    if (Number(row?.stored ?? 0) + size > totalQuota * MB) throw new Problem('storage_full');
  }

  /** False when it was sent meanwhile. */
  async removeUnsent(id: string, uploaderId: string): Promise<boolean> {
    const { affected } = await this.manager.delete(AttachmentEntity, { id, uploaderId, messageId: IsNull() });
    return affected === 1;
  }

  /** All unsent files of an uploader. */
  async removeAllUnsent(uploaderId: string): Promise<void> {
    await this.manager.delete(AttachmentEntity, { uploaderId, messageId: IsNull() });
  }

  /** Files that a draft or a scheduled message of their uploader names are kept. */
  async removeExpired(): Promise<void> {
    await this.database.query(
      `DELETE FROM attachments a WHERE message_id IS NULL AND created_at < now() - make_interval(hours => $1)
         AND NOT EXISTS (SELECT FROM drafts d WHERE d.user_id = a.uploader_id AND a.id = ANY (d.attachment_ids))
         AND NOT EXISTS (SELECT FROM scheduled_messages s WHERE s.user_id = a.uploader_id AND a.id = ANY (s.attachment_ids))`,
      [this.settings.values.unsentFileRetention],
    );
  }

  /** Files of a room from a seq on, newest first, after a position in that order. */
  async inRoom(
    roomId: string,
    from: number,
    { kind, before = Number.MAX_SAFE_INTEGER, limit = 50 }: RoomFilesQuery,
    [seq, position]: [string, string],
    sign: AttachmentSigner,
  ): Promise<RoomFile[]> {
    const rows = await this.database.query<RoomFileRow>(
      `SELECT ${attachmentColumns('a')}, a.message_id, a.seq, a.position, m.in_room, m.created_at, ${summaryColumns('u')} AS author
       FROM attachments a JOIN messages m ON m.id = a.message_id LEFT JOIN users u ON u.id = m.author_id
       WHERE a.room_id = $1 AND a.seq >= $2 AND a.seq < $3 AND a.status <> 'refused' AND ($4::text IS NULL OR a.kind = $4)
         AND (a.seq, -a.position) < ($5::bigint, -$6::int)
       ORDER BY a.seq DESC, a.position LIMIT $7`,
      [roomId, from, before, kind ?? null, seq, position, limit + 1],
    );
    return rows.map((row) => ({
      attachment: attachmentView(row, sign),
      messageId: row.message_id,
      seq: row.seq,
      inRoom: row.in_room,
      position: row.position,
      author: row.author && summaryFromRow(row.author),
      createdAt: row.created_at.toISOString(),
    }));
  }

  /** Claims the next file for the scanner; no other node gets it for a while. */
  async claimScan(id?: string): Promise<PendingScan | undefined> {
    const [row] = await returning<PendingScan>(
      this.manager,
      `UPDATE attachments SET scans = scans + 1, scan_at = now() + interval '40 seconds' WHERE id = (
         SELECT id FROM attachments WHERE status = 'pending' AND scan_at <= now() AND ($1::uuid IS NULL OR id = $1)
         ORDER BY scan_at LIMIT 1 FOR UPDATE SKIP LOCKED
       ) RETURNING id, received_key AS "receivedKey", scans`,
      [id ?? null],
    );
    return row;
  }

  /** Schedules another scan, because the scanner did not answer. */
  async postponeScan(id: string, seconds: number): Promise<void> {
    await this.database.query(`UPDATE attachments SET scan_at = now() + make_interval(secs => $2) WHERE id = $1`, [
      id,
      seconds,
    ]);
  }

  /** Stores the verdict of the scanner; undefined when the file was sent or removed meanwhile. */
  async recordVerdict(
    tx: Tx,
    id: string,
    roomId: string | null,
    clean: boolean,
  ): Promise<AttachmentEntity | undefined> {
    const rows = await returning<{ id: string }>(
      tx,
      `UPDATE attachments SET status = $3, scan_at = NULL, received_key = NULL,
         key = CASE WHEN $4 THEN key END, thumbnail_key = CASE WHEN $4 THEN thumbnail_key END
       WHERE id = $1 AND room_id IS NOT DISTINCT FROM $2 RETURNING id`,
      [id, roomId, clean ? 'clean' : 'refused', clean],
    );
    return rows.length ? ((await tx.findOneBy(AttachmentEntity, { id })) ?? undefined) : undefined;
  }
}

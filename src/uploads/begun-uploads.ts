import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { Database, returning, type Tx } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { limits } from '../shared/limits.ts';
import { AttachmentsRepository } from './attachments/attachments.repository.ts';

/** Until an upload that was begun is forgotten. */
const GUEST_HOURS = 1;
const MEMBER_HOURS = 24;
/** An upload of which nothing came for so long gives way to another one. */
const STALE = `moved_at < now() - interval '10 minutes'`;
/** What guests may take of the quarantine together. */
const MAX_GUEST_SHARE = 0.5;
const FULL_RETRY_SECONDS = 60;
const SLOT_RETRY_SECONDS = 5;

export interface BegunUpload {
  id: string;
  /** Bytes that are promised, at most. */
  size: number;
  /** An avatar does not. */
  countsTowardsQuota: boolean;
}

interface Totals {
  own: number;
  all: string;
  guests: string;
}

/** What has come of a resumable upload; without a length it is told later. */
export interface Progress {
  length: number | null;
  metadata: Record<string, string | null>;
  /** Bytes. */
  arrived: number;
  /** Of the parts in the storage, in order. */
  partKeys: string[];
}

/** The uploads that were begun and have not ended, on all nodes: what they promise is counted before it arrives. */
@Injectable()
export class BegunUploads {
  constructor(
    private readonly database: Database,
    private readonly attachments: AttachmentsRepository,
    private readonly config: Config,
  ) {}

  /**
   * Counts a new upload; stale ones may give way to it.
   * @throws Problem `too_many_requests` for the sixth at once, `quota_exceeded`, `unavailable` while too much is arriving
   */
  begin({ userId, role }: Caller, { id, size, countsTowardsQuota }: BegunUpload): Promise<void> {
    const isGuest = role === 'guest';
    return this.database.transaction(async (tx) => {
      // One after the other, on all nodes: the sums must be true.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('parley begun uploads', 0))`);
      await this.makeRoom(tx, userId, isGuest, size);
      if (countsTowardsQuota) await this.attachments.assertQuota(userId, size, tx);
      await tx.query(
        `INSERT INTO begun_uploads (id, uploader_id, is_guest, size, expires_at)
         VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5))`,
        [id, userId, isGuest, size, isGuest ? GUEST_HOURS : MEMBER_HOURS],
      );
    });
  }

  /** Notes that it goes on. False when it has ended, was forgotten or gave way. */
  async continue(id: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE begun_uploads SET moved_at = now() WHERE id = $1 AND expires_at > now() RETURNING id`,
      [id],
    );
    return rows.length > 0;
  }

  /** Notes what is told of a resumable upload. */
  async describe(id: string, { length, metadata }: { length: number | null; metadata?: object }): Promise<void> {
    await this.database.query(
      `UPDATE begun_uploads SET length = $2, metadata = coalesce($3::jsonb, metadata) WHERE id = $1`,
      [id, length, metadata ? JSON.stringify(metadata) : null],
    );
  }

  async find(id: string): Promise<Progress | undefined> {
    const rows = await this.database.query<Progress>(
      `SELECT length, metadata, arrived, part_keys AS "partKeys" FROM begun_uploads WHERE id = $1 AND expires_at > now()`,
      [id],
    );
    return rows[0];
  }

  /**
   * Adds a part, if it begins where the last one ended.
   * @returns until when it is kept; undefined when the upload has ended or another node has added a part there
   */
  async append(
    id: string,
    { offset, key, size }: { offset: number; key: string; size: number },
  ): Promise<Date | undefined> {
    const rows = await returning<{ until: Date }>(
      this.database.source.manager,
      `UPDATE begun_uploads SET arrived = arrived + $4, part_keys = part_keys || $3::text, moved_at = now()
       WHERE id = $1 AND arrived = $2 AND expires_at > now() RETURNING expires_at AS until`,
      [id, offset, key, size],
    );
    return rows[0]?.until;
  }

  /** Its parts are removed from the storage (trigger). */
  async end(id: string): Promise<void> {
    await this.database.query(`DELETE FROM begun_uploads WHERE id = $1`, [id]);
  }

  /** Forgets the uploads of a person whose account is deleted. */
  async endAllOf(userId: string): Promise<void> {
    await this.database.query(`DELETE FROM begun_uploads WHERE uploader_id = $1`, [userId]);
  }

  /** Forgets what is due. */
  async removeExpired(): Promise<void> {
    await this.database.query(`DELETE FROM begun_uploads WHERE expires_at <= now()`);
  }

  private async makeRoom(tx: Tx, userId: string, isGuest: boolean, size: number): Promise<void> {
    const isFull = ({ all, guests }: Totals) => {
      const bound = this.config.quarantineBytes;
      return Number(all) + size > bound || (isGuest && Number(guests) + size > bound * MAX_GUEST_SHARE);
    };
    let totals = await this.totals(tx, userId);
    if (isFull(totals) || totals.own >= limits.uploadsAtOnce) {
      await this.displace(tx, isFull(totals) ? undefined : userId);
      totals = await this.totals(tx, userId);
    }
    if (totals.own >= limits.uploadsAtOnce)
      throw new Problem(
        'too_many_requests',
        `At most ${limits.uploadsAtOnce} uploads at once; wait for one to end, or give one up`,
        undefined,
        SLOT_RETRY_SECONDS,
      );
    if (isFull(totals))
      throw new Problem(
        'unavailable',
        'Too many files are arriving; try again in a minute',
        undefined,
        FULL_RETRY_SECONDS,
      );
  }

  private async totals(tx: Tx, userId: string): Promise<Totals> {
    const [totals] = await tx.query<[Totals]>(
      `SELECT count(*) FILTER (WHERE uploader_id = $1)::int AS own, coalesce(sum(size), 0) AS all,
         coalesce(sum(size) FILTER (WHERE is_guest), 0) AS guests
       FROM begun_uploads WHERE expires_at > now()`,
      [userId],
    );
    return totals;
  }

  /** Ends what is stale: of a person, or of everybody. */
  private async displace(tx: Tx, userId?: string): Promise<void> {
    await tx.query(`DELETE FROM begun_uploads WHERE ${STALE} AND ($1::uuid IS NULL OR uploader_id = $1)`, [
      userId ?? null,
    ]);
  }
}

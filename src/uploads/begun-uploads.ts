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

/** The uploads that were begun and have not ended, on all nodes: what they promise is counted before it arrives. */
@Injectable()
export class BegunUploads {
  constructor(
    private readonly database: Database,
    private readonly attachments: AttachmentsRepository,
    private readonly config: Config,
  ) {}

  /**
   * Counts a new upload.
   * @returns the names of stale uploads that gave way to it
   * @throws Problem `too_many_requests` for the sixth at once, `quota_exceeded`, `unavailable` while too much is arriving
   */
  begin({ userId, role }: Caller, { id, size, countsTowardsQuota }: BegunUpload): Promise<string[]> {
    const isGuest = role === 'guest';
    return this.database.transaction(async (tx) => {
      // One after the other, on all nodes: the sums must be true.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('parley begun uploads', 0))`);
      const displaced = await this.makeRoom(tx, userId, isGuest, size);
      if (countsTowardsQuota) await this.attachments.assertQuota(userId, size, tx);
      await tx.query(
        `INSERT INTO begun_uploads (id, uploader_id, is_guest, size, expires_at)
         VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5))`,
        [id, userId, isGuest, size, isGuest ? GUEST_HOURS : MEMBER_HOURS],
      );
      return displaced;
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

  async end(id: string): Promise<void> {
    await this.database.query(`DELETE FROM begun_uploads WHERE id = $1`, [id]);
  }

  /** Forgets the uploads of a person whose account is deleted. */
  async endAllOf(userId: string): Promise<void> {
    await this.database.query(`DELETE FROM begun_uploads WHERE uploader_id = $1`, [userId]);
  }

  /** Forgets what is due. @returns the names of all others */
  async removeExpired(): Promise<Set<string>> {
    await this.database.query(`DELETE FROM begun_uploads WHERE expires_at <= now()`);
    const rows = await this.database.query<{ id: string }>(`SELECT id FROM begun_uploads`);
    return new Set(rows.map(({ id }) => id));
  }

  private async makeRoom(tx: Tx, userId: string, isGuest: boolean, size: number): Promise<string[]> {
    const isFull = ({ all, guests }: Totals) => {
      const bound = this.config.quarantineBytes;
      return Number(all) + size > bound || (isGuest && Number(guests) + size > bound * MAX_GUEST_SHARE);
    };
    let totals = await this.totals(tx, userId);
    let displaced: string[] = [];
    if (isFull(totals) || totals.own >= limits.uploadsAtOnce) {
      displaced = await this.displace(tx, isFull(totals) ? undefined : userId);
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
    return displaced;
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
  private async displace(tx: Tx, userId?: string): Promise<string[]> {
    const rows = await returning<{ id: string }>(
      tx,
      `DELETE FROM begun_uploads WHERE ${STALE} AND ($1::uuid IS NULL OR uploader_id = $1) RETURNING id`,
      [userId ?? null],
    );
    return rows.map(({ id }) => id);
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { Storage } from './storage.ts';

const CLEANUP_INTERVAL_MS = 2_000;
const MAX_FILES_AT_ONCE = 50;

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
export const isDiskFull = (error: unknown): boolean => NO_ROOM.has((error as NodeJS.ErrnoException | null)?.code ?? '');

/**
 * Tracks the files in the storage. Each is listed as discarded before it is stored, and removed from that list by the
 * transaction that refers to it; deleting a row lists it again (triggers). So no file is leaked by a crash.
 */
@Injectable()
export class StoredFileRegistry {
  private readonly logger = new Logger(StoredFileRegistry.name);

  constructor(
    private readonly storage: Storage,
    private readonly database: Database,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(CLEANUP_INTERVAL_MS, 'discarded files', () => this.removeDiscarded());
  }

  /**
   * Puts files of this machine into the storage, each under its `key`. They are removed again unless adopted.
   * @throws Problem `storage_full`, `unavailable`
   */
  async put(files: { key: string; path: string }[]): Promise<void> {
    const keys = files.map(({ key }) => key);
    await this.database.query(
      `INSERT INTO discarded_files (key, due_at) SELECT key, now() + interval '1 hour' FROM unnest($1::text[]) AS key`,
      [keys],
    );
    try {
      for (const { key, path } of files) await this.storage.put(key, path);
    } catch (error) {
      await this.discard(keys);
      this.logger.error(error);
      throw new Problem(isDiskFull(error) ? 'storage_full' : 'unavailable');
    }
  }

  /** Removes the keys from the discarded files, because a row of this transaction refers to them. */
  async adopt(tx: Tx, keys: string[]): Promise<void> {
    const sql = `DELETE FROM discarded_files WHERE key = ANY($1) AND due_at > now() RETURNING key`;
    if ((await returning(tx, sql, [keys])).length < keys.length) throw new Problem('unavailable');
  }

  /** Keeps a file that no row refers to for longer than it takes to store it. */
  async keepUntil(key: string, time: Date): Promise<void> {
    await this.database.query(`UPDATE discarded_files SET due_at = $2 WHERE key = $1`, [key, time]);
  }

  /** Marks files as discarded that no row will refer to. */
  async discard(keys: string[]): Promise<void> {
    await this.database.query(`UPDATE discarded_files SET due_at = now() WHERE key = ANY($1)`, [keys]);
  }

  private async removeDiscarded(): Promise<void> {
    while ((await this.removeSome()) === MAX_FILES_AT_ONCE);
  }

  /** Each is claimed for a minute: after a crash another node takes it. */
  private async removeSome(): Promise<number> {
    const claimed = await returning<{ key: string }>(
      this.database.source.manager,
      `UPDATE discarded_files SET due_at = now() + interval '1 minute' WHERE key IN (
         SELECT key FROM discarded_files WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
       ) RETURNING key`,
      [MAX_FILES_AT_ONCE],
    );
    for (const { key } of claimed) {
      if (await this.keepShared(key)) continue;
      await this.storage.remove(key);
      await this.database.query(`DELETE FROM discarded_files WHERE key = $1`, [key]);
    }
    return claimed.length;
  }

  /**
   * Takes a key off the list that another row still refers to (a forwarded copy). That row is locked meanwhile: its
   * deletion comes after this and puts the key back, or came before and is seen.
   */
  private keepShared(key: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const holders = await tx.query<unknown[]>(
        `SELECT FROM attachments WHERE key = $1 OR thumbnail_key = $1 LIMIT 1 FOR KEY SHARE`,
        [key],
      );
      if (holders.length) await tx.query(`DELETE FROM discarded_files WHERE key = $1`, [key]);
      return holders.length > 0;
    });
  }
}

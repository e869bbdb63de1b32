import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { FairQueue } from '../common/limits/fair-queue.ts';
import { Retention } from '../common/retention.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { BROTLI, clientFolder, IMMUTABLE } from './client-folder.ts';
import { PageFilesRepository } from './page-files.repository.ts';

/** A node that starts has stored its files before it has served many pages. */
const POLL_MS = 2_000;
/** Afterwards it looks whether they are still there: the table is empty after a crash of PostgreSQL. */
const REPEAT_MS = 60_000;

/** Files whose content is held at once while they are stored. */
const MAX_FILES_AT_ONCE = 40;

export interface PageFile {
  content: Buffer;
  encoding?: 'br';
}

/** The files of the client of all versions that run or ran lately, shared by the nodes through the database. */
@Injectable()
export class PageFilesService {
  private storedAtMs = -Infinity;
  /** Anybody may ask for names that nobody has: they share two connections. */
  private readonly lookups = new FairQueue({
    maxRunning: 2,
    maxRunningPerKey: 1,
    maxWaiting: 200,
    maxWaitingPerKey: 50,
    retryAfterSeconds: 1,
  });

  constructor(
    private readonly files: PageFilesRepository,
    tasks: ScheduledTasks,
    retention: Retention,
  ) {
    tasks.onEveryNode(POLL_MS, 'files of the pages', () => this.storeOwn());
    // No page of a version that no node has had for so long is open any more.
    retention.add({ table: 'page_files', due: `seen_at < now() - interval '30 days'` });
  }

  /**
   * A file that another version has, compressed where the browser takes Brotli.
   * @param payer the address that asks
   * @throws Problem `unavailable` when too many ask
   */
  find(path: string, takesBrotli: boolean, payer: string): Promise<PageFile | undefined> {
    return this.lookups.run(payer, async () => {
      const compressed = takesBrotli ? await this.files.find(path + BROTLI) : undefined;
      if (compressed) return { content: compressed, encoding: 'br' };
      const content = await this.files.find(path);
      return content && { content };
    });
  }

  private async storeOwn(): Promise<void> {
    const folder = clientFolder();
    if (!folder || performance.now() - this.storedAtMs < REPEAT_MS) return;
    const names = await readdir(folder, { recursive: true });
    const missing = await this.files.touch(names.filter((name) => IMMUTABLE.test(withoutSuffix(name))));
    for (let first = 0; first < missing.length; first += MAX_FILES_AT_ONCE) {
      const paths = missing.slice(first, first + MAX_FILES_AT_ONCE);
      await this.files.store(paths, await Promise.all(paths.map((path) => readFile(join(folder, path)))));
    }
    this.storedAtMs = performance.now();
  }
}

const withoutSuffix = (name: string): string => (name.endsWith(BROTLI) ? name.slice(0, -BROTLI.length) : name);

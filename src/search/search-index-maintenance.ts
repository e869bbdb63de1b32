import { Injectable } from '@nestjs/common';
import { Database } from '../common/database.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';

/** Milliseconds. A search reads through what waits, so it must stay short; what waits together is entered for less. */
const FLUSH_INTERVAL_MS = 1_000;

/**
 * Enters new messages into the search index in the background. They can be found from their commit on, since a search
 * reads what waits as well; left to PostgreSQL, now and then somebody's commit would have to do it for all.
 */
@Injectable()
export class SearchIndexMaintenance {
  constructor(
    private readonly database: Database,
    rounds: ScheduledTasks,
  ) {
    rounds.onOneNode(FLUSH_INTERVAL_MS, 'the search index', () => this.flushPendingList());
  }

  async flushPendingList(): Promise<void> {
    await this.database.query(`SELECT gin_clean_pending_list('messages_parts')`);
  }
}

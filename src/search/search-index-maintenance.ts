import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';

/** A search also reads the pending list, so it must stay short; a longer list is cheaper to enter per message. */
const FLUSH_INTERVAL_MS = 1_000;

/**
 * Enters new messages into the search index in the background. They can be found from their commit on, since a search
 * also reads the pending list of the index. Left to PostgreSQL, an occasional commit would have to empty that list.
 */
@Injectable()
export class SearchIndexMaintenance {
  constructor(
    private readonly database: Database,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(FLUSH_INTERVAL_MS, 'search index', () => this.flushPendingList());
  }

  async flushPendingList(): Promise<void> {
    await this.database.query(`SELECT gin_clean_pending_list('messages_parts')`);
  }
}

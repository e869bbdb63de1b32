import { Global, Injectable, Logger, Module } from '@nestjs/common';
import { Database, returning, type Tx } from './database/database.ts';
import { metrics } from './observability/metrics.ts';
import { HOUR_MS, ScheduledTasks } from './scheduled-tasks.ts';

/** Rows of a table that are deleted once they are due. */
export interface RetentionRule {
  table: string;
  /** The condition in SQL under which a row is due, now where it depends on a setting; undefined: none is. */
  due: string | (() => string | undefined);
  /** Run before each batch, in its transaction. */
  before?: string;
}

/** Rows in one transaction: few enough to hold nobody up. */
const BATCH_ROWS = 5_000;
/** In one run: a table that has grown for years is worked off in hours, not at once. */
const MAX_BATCHES = 40;

/**
 * Keeps tables that every day adds to from growing for ever: once an hour, on one node, rows that are due are deleted in
 * small batches. `docs/operations/retention.md` lists what is kept for how long.
 */
@Injectable()
export class Retention {
  private readonly logger = new Logger(Retention.name);
  private readonly rules: RetentionRule[] = [];

  constructor(
    private readonly database: Database,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(HOUR_MS, 'retention', () => this.run());
  }

  add(...rules: RetentionRule[]): void {
    this.rules.push(...rules);
  }

  /** A rule that fails does not keep the others from being followed. */
  async run(): Promise<void> {
    for (const rule of this.rules)
      try {
        await this.follow(rule);
      } catch (error) {
        this.logger.warn(`Rows of ${rule.table} that are due stay until the next run: ${String(error)}`);
      }
  }

  private async follow(rule: RetentionRule): Promise<void> {
    for (let batch = 0; batch < MAX_BATCHES; batch++) {
      const deleted = await this.database.transaction((tx) => deleteBatch(tx, rule));
      metrics.expiredRows.inc({ table: rule.table }, deleted);
      if (deleted < BATCH_ROWS) return;
    }
  }
}

async function deleteBatch(tx: Tx, { table, due: condition, before }: RetentionRule): Promise<number> {
  const due = typeof condition === 'string' ? condition : condition();
  if (due === undefined) return 0;
  if (before) await tx.query(before);
  const [{ deleted } = { deleted: 0 }] = await returning<{ deleted: number }>(
    tx,
    `WITH due AS (SELECT ctid FROM ${table} WHERE ${due} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED),
       gone AS (DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM due) RETURNING 1)
     SELECT count(*)::int AS deleted FROM gone`,
  );
  return deleted;
}

@Global()
@Module({ providers: [Retention], exports: [Retention] })
export class RetentionModule {}

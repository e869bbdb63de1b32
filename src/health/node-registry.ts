import { hostname } from 'node:os';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../common/database/database.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { VERSION } from '../common/version.ts';
import { ClockSkew } from './clock-skew.ts';
import type { NodeEntity } from './node.entity.ts';
import { NodeStatusReporter } from './node-status-reporter.ts';

const REPORT_MS = 10_000;
/** Two missed reports. */
export const SILENT_SECONDS = 25;

/**
 * The list of running processes. Each writes its status to the database, so that any of them can report on all; a killed
 * process is shown as not alive and is removed after five minutes.
 */
@Injectable()
export class NodeRegistry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Nodes');

  constructor(
    private readonly database: Database,
    private readonly status: NodeStatusReporter,
    private readonly clock: ClockSkew,
    tasks: ScheduledTasks,
  ) {
    tasks.onEveryNode(REPORT_MS, 'status of this process', () => this.report());
  }

  /** The id of this process. */
  get ownId(): string {
    return this.status.id;
  }

  /** Oldest first. `silentFor` is in seconds. */
  all(): Promise<(NodeEntity & { silentFor: number })[]> {
    return this.database.query(
      `SELECT id, host, kind, version, started_at AS "startedAt", seen_at AS "seenAt", loop_lag AS "loopLag", sockets,
              lease_fresh AS "leaseFresh", redis_healthy AS "redisHealthy", clock_skew AS "clockSkew",
              extract(epoch FROM now() - seen_at)::float8 AS "silentFor"
       FROM nodes WHERE seen_at > now() - interval '5 minutes' ORDER BY started_at, id`,
    );
  }

  async report(): Promise<void> {
    const { status } = this;
    const skew = await this.clock.measure();
    await this.database.query(
      `INSERT INTO nodes (id, host, kind, version, loop_lag, sockets, lease_fresh, redis_healthy, clock_skew)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (id) DO UPDATE SET seen_at = now(), loop_lag = excluded.loop_lag, sockets = excluded.sockets,
         lease_fresh = excluded.lease_fresh, redis_healthy = excluded.redis_healthy,
         clock_skew = excluded.clock_skew`,
      [
        this.ownId,
        hostname(),
        status.kind,
        VERSION,
        status.takeWorstLagMs(),
        status.sockets,
        status.leaseFresh,
        status.redisHealthy,
        skew,
      ],
    );
    await this.database.query(`DELETE FROM nodes WHERE seen_at < now() - interval '5 minutes'`);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.quietly(this.report());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.quietly(this.database.query('DELETE FROM nodes WHERE id = $1', [this.ownId]));
  }

  /** A database that does not answer keeps no process from starting or stopping; the next report repeats the status. */
  private quietly(work: Promise<unknown>): Promise<unknown> {
    return work.catch((error: unknown) => this.logger.warn(String(error)));
  }
}

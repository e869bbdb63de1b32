import { hostname } from 'node:os';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Database } from '../common/database.ts';
import { LoadShedding } from '../common/load-shedding.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { VERSION } from '../common/version.ts';
import { Bus } from '../cluster/bus.ts';
import { Lease } from '../cluster/lease.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import type { NodeEntity } from './node.entity.ts';

const REPORT_MS = 10_000;

/**
 * Which processes there are. Each writes down how it is, so that whichever is asked can tell of all of them; one that was
 * killed is shown as silent for a while, and forgotten then.
 */
@Injectable()
export class NodeRegistry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Nodes');

  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
    private readonly lease: Lease,
    private readonly load: LoadShedding,
    private readonly realtime: RealtimeService,
    private readonly http: HttpAdapterHost,
    rounds: ScheduledTasks,
  ) {
    rounds.onEveryNode(REPORT_MS, 'telling how this process is', () => this.report());
  }

  /** Of this process. */
  get ownId(): string {
    return this.bus.nodeId;
  }

  /** In the order of their beginning. */
  all(): Promise<(NodeEntity & { silentFor: number })[]> {
    return this.database.query(
      `SELECT id, host, kind, version, started_at AS "startedAt", seen_at AS "seenAt", loop_lag AS "loopLag", sockets,
              lease_fresh AS "leaseFresh", redis_healthy AS "redisHealthy",
              extract(epoch FROM now() - seen_at)::float8 AS "silentFor"
       FROM nodes WHERE seen_at > now() - interval '5 minutes' ORDER BY started_at, id`,
    );
  }

  async report(): Promise<void> {
    await this.database.query(
      `INSERT INTO nodes (id, host, kind, version, loop_lag, sockets, lease_fresh, redis_healthy)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (id) DO UPDATE SET seen_at = now(), loop_lag = excluded.loop_lag, sockets = excluded.sockets,
         lease_fresh = excluded.lease_fresh, redis_healthy = excluded.redis_healthy`,
      [
        this.ownId,
        hostname(),
        this.kind,
        VERSION,
        this.load.takeWorstLagMs(),
        this.sockets,
        this.lease.isFresh,
        this.bus.isHealthy,
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

  private get kind(): 'web' | 'worker' {
    return this.http.httpAdapter ? 'web' : 'worker';
  }

  private get sockets(): number {
    return this.kind === 'web' ? this.realtime.server.of('/').sockets.size : 0;
  }

  /** A database that is away keeps no process from starting or ending; what it would have been told is told later. */
  private quietly(work: Promise<unknown>): Promise<unknown> {
    return work.catch((error: unknown) => this.logger.warn(String(error)));
  }
}

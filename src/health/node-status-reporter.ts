import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Bus } from '../cluster/bus.ts';
import { Lease } from '../cluster/lease.ts';
import { LoadShedding } from '../common/limits/load-shedding.ts';
import { RealtimeService } from '../transport/realtime.service.ts';

/** What this process reports about itself. */
@Injectable()
export class NodeStatusReporter {
  constructor(
    private readonly bus: Bus,
    private readonly lease: Lease,
    private readonly load: LoadShedding,
    private readonly realtime: RealtimeService,
    private readonly http: HttpAdapterHost,
  ) {}

  get id(): string {
    return this.bus.nodeId;
  }

  get kind(): 'web' | 'worker' {
    return this.http.httpAdapter ? 'web' : 'worker';
  }

  get sockets(): number {
    return this.kind === 'web' ? this.realtime.server.of('/').sockets.size : 0;
  }

  get leaseFresh(): boolean {
    return this.lease.isFresh;
  }

  get redisHealthy(): boolean {
    return this.bus.isHealthy;
  }

  /** Reading it starts the next measurement. */
  takeWorstLagMs(): number {
    return this.load.takeWorstLagMs();
  }
}

import { performance } from 'node:perf_hooks';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../cluster/bus.ts';
import { Lease } from '../cluster/lease.ts';
import { RepairInterval } from '../cluster/repair-interval.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import { SubscriptionCorrector } from './subscription-corrector.ts';
import { SweepRepository } from './sweep.repository.ts';

/** Shorter while hints do not flow, so that a room joined through another node does not wait for long. */
const SWEEP = { whileHintsFlowMs: 5_000, withoutHintsMs: 2_000 };

/**
 * Makes this node's connections agree with the database after lost hints: it closes the connections of sessions that
 * have ended, unsubscribes from rooms that were left and subscribes to rooms that were joined. It has nothing to do
 * when no hint was lost.
 */
@Injectable()
export class SweepService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SweepService.name);
  private readonly interval: RepairInterval;

  constructor(
    private readonly sweeps: SweepRepository,
    private readonly subscriptions: SubscriptionCorrector,
    private readonly realtime: RealtimeService,
    private readonly lease: Lease,
    bus: Bus,
  ) {
    this.interval = new RepairInterval(bus, SWEEP, () => this.sweep());
  }

  onApplicationBootstrap(): void {
    this.interval.start();
  }

  onApplicationShutdown(): void {
    this.interval.stop();
  }

  private async sweep(): Promise<void> {
    const asOf = performance.now();
    try {
      const sockets = [...this.realtime.server.of('/').sockets.values()];
      // Read even without connections, because the result renews the lease.
      await this.closeEnded(sockets);
      await this.subscriptions.correctAll(sockets.filter((socket) => socket.connected && socket.data.synced));
      this.renew(asOf);
    } catch (error) {
      this.logger.warn(`The sweep failed: ${String(error)}`);
    }
  }

  private renew(asOf: number): void {
    const wasFresh = this.lease.isFresh;
    this.lease.renew(asOf);
    if (wasFresh) return;
    this.logger.warn('The database is back: all connections catch up');
    this.realtime.reconnectAll();
  }

  private async closeEnded(sockets: ParleySocket[]): Promise<void> {
    const sessionIds = new Set(sockets.map((socket) => socket.data.caller.sessionId));
    for (const { id, reason } of await this.sweeps.ended([...sessionIds])) this.realtime.endSession(id, reason);
  }
}

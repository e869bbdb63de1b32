import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Response } from 'express';
import { Bus } from '../../cluster/bus.ts';
import { RepairInterval } from '../../cluster/repair-interval.ts';
import { type AccessEnd, RealtimeService } from '../../transport/realtime.service.ts';
import { type DownloadRight, DownloadRightsRepository } from './download-rights.repository.ts';

/** As often as the sweep of sockets. */
const REPAIR = { whileHintsFlowMs: 5_000, withoutHintsMs: 2_000 };

/** The downloads under way on this node: each ends with the right to it, as sockets do, also when a hint is lost. */
@Injectable()
export class RunningDownloads implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(RunningDownloads.name);
  private readonly running = new Map<Response, DownloadRight>();
  private readonly repair: RepairInterval;

  constructor(
    private readonly rights: DownloadRightsRepository,
    realtime: RealtimeService,
    bus: Bus,
  ) {
    realtime.onAccessEnd((end) => this.cut((right) => isEnded(right, end)));
    this.repair = new RepairInterval(bus, REPAIR, () => this.cutUnnoticed());
  }

  onApplicationBootstrap(): void {
    this.repair.start();
  }

  onApplicationShutdown(): void {
    this.repair.stop();
  }

  /** Sends a file; the answer is cut off when the right to it ends. */
  async track(response: Response, right: DownloadRight | undefined, send: () => Promise<void>): Promise<void> {
    if (right) this.running.set(response, right);
    try {
      await send();
    } finally {
      this.running.delete(response);
    }
  }

  private cut(hasEnded: (right: DownloadRight) => boolean): void {
    for (const [response, right] of this.running) if (hasEnded(right)) response.destroy();
  }

  /** Ends downloads whose right has ended on another node where the hint of it was lost. */
  private async cutUnnoticed(): Promise<void> {
    if (!this.running.size) return;
    try {
      const ended = new Set(await this.rights.ended([...this.running.values()]));
      this.cut((right) => ended.has(right));
    } catch (error) {
      this.logger.warn(`The rights of running downloads were not read: ${String(error)}`);
    }
  }
}

function isEnded({ userId, sessionId, roomId }: DownloadRight, end: AccessEnd): boolean {
  if ('sessionId' in end) return end.sessionId === sessionId;
  return end.roomId === roomId && (!('userId' in end) || end.userId === userId);
}

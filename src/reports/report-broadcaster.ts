import { Injectable, Logger } from '@nestjs/common';
import { RealtimeService } from '../transport/realtime.service.ts';
import { ReportsRepository } from './reports.repository.ts';

/** Tells those who decide about the reports of a room, on every node, that the open reports have changed. */
@Injectable()
export class ReportBroadcaster {
  private readonly logger = new Logger(ReportBroadcaster.name);

  constructor(
    private readonly repository: ReportsRepository,
    private readonly realtime: RealtimeService,
  ) {}

  /** Call it after the commit. What is not told, a client asks for when it connects. */
  async changed({ roomId, authorId }: { roomId: string; authorId: string }): Promise<void> {
    try {
      for (const userId of await this.repository.deciders(roomId, authorId))
        this.realtime.emit(`user:${userId}`, 'reports_changed', { roomId });
    } catch (error) {
      this.logger.warn(`A report is not told to those who decide: ${String(error)}`);
    }
  }
}

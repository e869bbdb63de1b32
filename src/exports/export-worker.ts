import { Injectable, Logger } from '@nestjs/common';
import { AccountDeleted } from '../auth/accounts/account-events.ts';
import { DomainEvents } from '../common/domain-events.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { ExportContentReader } from './export-content-reader.ts';
import { ExportCompletionService } from './export-completion.service.ts';
import { type ExportClaim, ExportsRepository } from './exports.repository.ts';

const POLL_MS = 60_000;

/** Writes requested exports in the background, in parts, so that their size is not limited by memory. */
@Injectable()
export class ExportWorker {
  private readonly logger = new Logger(ExportWorker.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly content: ExportContentReader,
    private readonly completion: ExportCompletionService,
    events: DomainEvents,
    tasks: ScheduledTasks,
  ) {
    events.on(AccountDeleted, ({ userId }) => this.exports.remove(userId));
    tasks.onOneNode(POLL_MS, 'exports', () => this.work());
  }

  /** Starts without waiting. If this process ends before the export is ready, another takes the request at its next poll. */
  start(): void {
    void this.work().catch((error: unknown) => this.logger.warn(`Postponed to the next poll: ${String(error)}`));
  }

  private async work(): Promise<void> {
    for (let claim = await this.exports.claim(); claim; claim = await this.exports.claim()) await this.write(claim);
  }

  private async write(claim: ExportClaim): Promise<void> {
    let part = 0;
    for await (const text of this.content.of(claim.userId))
      if (!(await this.exports.writePart(claim, part++, text))) return;
    await this.completion.finish(claim);
  }
}

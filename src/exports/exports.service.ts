import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import type { DataExportEntity } from './data-export.entity.ts';
import { ExportWorker } from './export-worker.ts';
import type { ExportState } from './exports.dto.ts';
import { ExportsRepository } from './exports.repository.ts';

/** Accepts requests for a personal data export and serves the finished file. `ExportWorker` writes it. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly worker: ExportWorker,
    private readonly audit: AuditService,
    private readonly limits: RateLimits,
  ) {}

  async request(caller: Caller): Promise<ExportState> {
    await this.limits.take('export', caller.userId);
    const requested = await this.exports.replaceRequest(caller.userId);
    await this.audit.record('data_exported', { actorId: caller.userId, targetId: caller.userId });
    this.worker.start();
    return view(requested);
  }

  async show(caller: Caller): Promise<ExportState> {
    const found = await this.exports.find(caller.userId);
    return found ? view(found) : { requestedAt: null, readyAt: null };
  }

  /** The file, read part by part. */
  async open({ userId }: Caller): Promise<Readable> {
    const found = await this.exports.find(userId);
    if (!found?.readyAt) throw new Problem('export_not_ready');
    return Readable.from(this.parts(userId));
  }

  private async *parts(userId: string): AsyncGenerator<string> {
    for (let part = 0; ; part++) {
      const content = await this.exports.readPart(userId, part);
      if (content === undefined) return;
      yield content;
    }
  }
}

const view = ({ requestedAt, readyAt }: DataExportEntity): ExportState => ({
  requestedAt: requestedAt.toISOString(),
  readyAt: readyAt?.toISOString() ?? null,
});

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Server, type ServerOptions } from '@tus/server';
import type { Request, Response } from 'express';
import type { Caller } from '../common/caller.ts';
import { limits } from '../shared/limits.ts';
import { receiveByProgress } from '../common/http/request-time.ts';
import { Problem } from '../common/problem.ts';
import { asProblem } from '../common/problem.filter.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { unsigned } from '../timeline/attachment.view.ts';
import { attachmentOf } from './attachments/attachment.view.ts';
import { BegunUploads } from './begun-uploads.ts';
import { sanitizeFileName } from './file-name.ts';
import { Quarantine } from './quarantine.ts';
import { MissingFile } from './storage/storage.ts';
import { UploadPartsStore } from './upload-parts-store.ts';
import { UploadsService } from './uploads.service.ts';

type TusRequest = Parameters<NonNullable<ServerOptions['onIncomingRequest']>>[0];
type TusUpload = Parameters<NonNullable<ServerOptions['onUploadFinish']>>[1];

/** Uploader and attachment id of a resumable upload, so that any node knows whose it is. */
const RESUMABLE_NAME = /^([0-9a-f-]{36})_([0-9a-f-]{36})$/;

export const RESUMABLE_PATH = '/api/v1/uploads/resumable';

/**
 * Uploads that survive a bad network, by the tus protocol (1.0.0). The answer to the last part holds the attachment, whose
 * id is part of the upload's address from the start.
 */
@Injectable()
export class ResumableUploadsService {
  private readonly tus: Server;

  constructor(
    private readonly quarantine: Quarantine,
    private readonly uploads: UploadsService,
    private readonly parts: UploadPartsStore,
    private readonly begun: BegunUploads,
    private readonly rates: RateLimits,
  ) {
    this.tus = new Server({
      path: RESUMABLE_PATH,
      datastore: parts,
      maxSize: () => limits.file,
      relativeLocation: true,
      allowedOrigins: [],
      namingFunction: (request) => `${callerOf(request).userId}_${randomUUID()}`,
      getFileIdFromRequest: (_request, last) => (last && RESUMABLE_NAME.test(last) ? last : undefined),
      onIncomingRequest: (request, name) => this.assertOwn(request, name),
      onUploadCreate: (request, upload) => this.begin(request, upload),
      onUploadFinish: (request, upload) => this.finish(request, upload),
      onResponseError: (request, error) => this.refuse(request, error),
    });
  }

  handle(request: Request, response: Response): Promise<void> {
    receiveByProgress(request);
    return this.tus.handle(request, response);
  }

  private async assertOwn(request: TusRequest, name: string): Promise<void> {
    if (RESUMABLE_NAME.exec(name)?.[1] !== callerOf(request).userId) throw new Problem('attachment_not_found');
    const isNew = request.method === 'POST';
    if (!isNew && !(await this.begun.continue(name))) throw new Problem('attachment_not_found');
  }

  /** Without a size (it may be told later) as much is counted as it may become. */
  private async begin(request: TusRequest, { id, size = limits.file }: TusUpload): Promise<object> {
    const caller = callerOf(request);
    await this.rates.take('upload', caller.userId);
    await this.begun.begin(caller, { id, size, countsTowardsQuota: true });
    return {};
  }

  /** From here on no client can continue it. */
  private async finish(request: TusRequest, { id: name, metadata }: TusUpload) {
    const received = await this.assembled(name);
    const { filename, filetype, waveform } = metadata ?? {};
    const file = { ...received, begunId: name, name: sanitizeFileName(filename ?? ''), declaredMime: filetype ?? '' };
    const id = RESUMABLE_NAME.exec(name)?.[2];
    const row = await this.uploads.add(callerOf(request), { ...file, ...(waveform && { waveform }) }, id);
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    return { status_code: 200, headers, body: JSON.stringify(attachmentOf(row, unsigned)) };
  }

  private async assembled(name: string) {
    try {
      return await this.quarantine.take(this.parts.read(name), limits.file);
    } catch (error) {
      await this.begun.end(name);
      // It gave way to another one while this part came.
      throw error instanceof MissingFile ? new Problem('attachment_not_found') : error;
    }
  }

  private refuse(request: TusRequest, error: Error | { status_code: number; body: string }) {
    if ('status_code' in error) return undefined; // an error of the protocol itself
    const problem = asProblem(error);
    const id = nodeOf(request).req.id as string; // set by main.ts
    return { status_code: problem.status, body: JSON.stringify(problem.details(id)) };
  }
}

const nodeOf = (request: TusRequest) => request.runtime?.node as unknown as { req: Request & { user?: Caller } };

/** Set by the guard before the protocol begins. */
function callerOf(request: TusRequest): Caller {
  const { user } = nodeOf(request).req;
  if (!user) throw new Problem('unauthenticated');
  return user;
}

import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { FileStore } from '@tus/file-store';
import { Server, type ServerOptions } from '@tus/server';
import type { Request, Response } from 'express';
import type { Caller } from '../common/caller.ts';
import { limits } from '../shared/limits.ts';
import { Problem } from '../common/problem.ts';
import { asProblem } from '../common/problem.filter.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { unsigned } from '../timeline/attachment.view.ts';
import type { Attachment } from '../timeline/message.dto.ts';
import { attachmentOf } from './attachment.view.ts';
import { AttachmentsRepository } from './attachments.repository.ts';
import { sanitizeFileName } from './file-name.ts';
import { Quarantine } from './quarantine.ts';
import { UploadsService } from './uploads.service.ts';

type TusRequest = Parameters<NonNullable<ServerOptions['onIncomingRequest']>>[0];
type TusUpload = Parameters<NonNullable<ServerOptions['onUploadFinish']>>[1];

export const RESUMABLE_PATH = '/api/v1/uploads/resumable';
/** Whose it is stands in its name, so that any node can tell. The second half becomes the attachment's id. */
const NAME = /^([0-9a-f-]{36})_([0-9a-f-]{36})$/;

/**
 * Uploads that survive a bad network, by the tus protocol (1.0.0). They end like all others: the answer to the last part
 * holds the attachment, whose id has been in the upload's address from the start.
 */
@Injectable()
export class ResumableUploadsService {
  private readonly store: FileStore;
  private readonly tus: Server;

  constructor(
    private readonly receiving: Quarantine,
    private readonly uploads: UploadsService,
    private readonly attachments: AttachmentsRepository,
    private readonly rates: RateLimits,
  ) {
    this.store = new FileStore({ directory: receiving.folder });
    this.tus = new Server({
      path: RESUMABLE_PATH,
      datastore: this.store,
      maxSize: limits.file,
      relativeLocation: true,
      allowedOrigins: [],
      namingFunction: (request) => `${callerOf(request).userId}_${randomUUID()}`,
      getFileIdFromRequest: (_request, last) => (last && NAME.test(last) ? last : undefined),
      onIncomingRequest: (request, name) => this.insistOnOwn(request, name),
      onUploadCreate: (request, upload) => this.begin(request, upload),
      onUploadFinish: (request, upload) => this.finish(request, upload),
      onResponseError: (request, error) => this.refuse(request, error),
    });
  }

  handle(request: Request, response: Response): Promise<void> {
    return this.tus.handle(request, response);
  }

  private insistOnOwn(request: TusRequest, name: string): Promise<void> {
    if (NAME.exec(name)?.[1] !== callerOf(request).userId) return Promise.reject(new Problem('attachment_not_found'));
    return Promise.resolve();
  }

  private async begin(request: TusRequest, { size = 0 }: TusUpload): Promise<object> {
    const { userId } = callerOf(request);
    await this.rates.take('upload', userId);
    await this.attachments.assertQuota(userId, size);
    return {};
  }

  /** Moved away first: whatever becomes of it, it cannot be gone on with. */
  private async finish(request: TusRequest, { id: name, metadata }: TusUpload) {
    const path = this.receiving.newPath();
    await rename(join(this.receiving.folder, name), path);
    await this.receiving.remove([join(this.receiving.folder, `${name}.json`)]);
    const attachment = await this.take(callerOf(request), name, path, metadata ?? {});
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    return { status_code: 200, headers, body: JSON.stringify(attachment) };
  }

  private async take(
    caller: Caller,
    name: string,
    path: string,
    metadata: Record<string, string | null>,
  ): Promise<Attachment> {
    const counted = this.receiving.newPath();
    const { size, sha256 } = await this.receiving.write(counted, createReadStream(path), limits.file);
    await this.receiving.remove([path]);
    const { filename, filetype, waveform } = metadata;
    const file = { path: counted, name: sanitizeFileName(filename ?? ''), declaredMime: filetype ?? '', size, sha256 };
    const row = await this.uploads.store(caller, { ...file, ...(waveform && { waveform }) }, NAME.exec(name)?.[2]);
    return attachmentOf(row, unsigned);
  }

  private refuse(request: TusRequest, error: Error | { status_code: number; body: string }) {
    if ('status_code' in error) return undefined; // the protocol's own
    const problem = asProblem(error);
    const id = nodeOf(request).req.id as string; // given by main.ts
    return { status_code: problem.status, body: JSON.stringify(problem.details(id)) };
  }
}

const nodeOf = (request: TusRequest) => request.runtime?.node as unknown as { req: Request & { user?: Caller } };

/** Settled by the guard before the protocol begins. */
function callerOf(request: TusRequest): Caller {
  const { user } = nodeOf(request).req;
  if (!user) throw new Problem('unauthenticated');
  return user;
}

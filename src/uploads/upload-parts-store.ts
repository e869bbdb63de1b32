import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DataStore, ERRORS, Upload } from '@tus/server';
import { Problem } from '../common/problem.ts';
import { BegunUploads } from './begun-uploads.ts';
import { FILE_MODE, Quarantine } from './quarantine.ts';
import { newKey, Storage } from './storage/storage.ts';
import { isDiskFull, StoredFileRegistry } from './storage/stored-file-registry.ts';

/**
 * The parts of resumable uploads: each is an object of the storage that all nodes share, and how many there are stands in
 * the database, so that any node goes on where another one stopped. (The S3 store of tus needs calls for multipart uploads
 * that many stores lack, and keeps the offset in the store.)
 */
@Injectable()
export class UploadPartsStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'creation-defer-length', 'termination'];

  constructor(
    private readonly begun: BegunUploads,
    private readonly quarantine: Quarantine,
    private readonly registry: StoredFileRegistry,
    private readonly storage: Storage,
  ) {
    super();
  }

  override async create(upload: Upload): Promise<Upload> {
    await this.begun.describe(upload.id, { length: upload.size ?? null, metadata: upload.metadata ?? {} });
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const found = await this.begun.find(id);
    if (!found) throw new ProtocolError(ERRORS.FILE_NOT_FOUND);
    const { arrived, length, metadata } = found;
    return new Upload({ id, offset: arrived, metadata, ...(length !== null && { size: length }) });
  }

  override async declareUploadLength(id: string, length: number): Promise<void> {
    await this.begun.describe(id, { length });
  }

  /** A part that is cut off counts as far as it came. @returns how much of the upload has arrived */
  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const path = this.quarantine.newPath();
    try {
      const { size, failure } = await receive(stream, path);
      if (isDiskFull(failure)) throw new Problem('storage_full');
      if (size && !isRefusal(failure)) await this.keep(id, offset, path, size);
      if (failure) throw failure;
      return offset + size;
    } finally {
      await this.quarantine.remove([path]);
    }
  }

  override async remove(id: string): Promise<void> {
    await this.begun.end(id);
  }

  /** All bytes of an upload, in order. */
  read(id: string): Readable {
    return Readable.from(this.chunks(id), { objectMode: false });
  }

  private async *chunks(id: string): AsyncGenerator<Buffer> {
    const found = await this.begun.find(id);
    if (!found) throw new Problem('attachment_not_found');
    for (const key of found.partKeys) yield* (await this.storage.open(key)) as AsyncIterable<Buffer>;
  }

  /** Of two nodes that have a part for the same place, one is refused. */
  private async keep(id: string, offset: number, path: string, size: number): Promise<void> {
    const key = newKey();
    await this.registry.put([{ key, path }]);
    const until = await this.begun.append(id, { offset, key, size });
    if (until) return this.registry.keepUntil(key, until);
    await this.registry.discard([key]);
    throw new ProtocolError((await this.begun.find(id)) ? ERRORS.INVALID_OFFSET : ERRORS.FILE_NOT_FOUND);
  }
}

/** A refusal in the words of the protocol. */
class ProtocolError extends Error {
  readonly status_code: number;
  readonly body: string;

  constructor({ status_code, body }: { status_code: number; body: string }) {
    super(body.trim());
    this.status_code = status_code;
    this.body = body;
  }
}

/** More came than was announced: none of it counts. */
const isRefusal = (failure: Error | undefined): boolean => failure !== undefined && 'status_code' in failure;

/** Writes what comes. @returns how many bytes came, and why no more did, unless that was all */
async function receive(stream: Readable, path: string): Promise<{ size: number; failure?: Error }> {
  const file = createWriteStream(path, { flags: 'wx', mode: FILE_MODE });
  try {
    await pipeline(stream, file);
    return { size: file.bytesWritten };
  } catch (failure) {
    return { size: file.bytesWritten, failure: failure as Error };
  }
}

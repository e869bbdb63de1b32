import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { type Multer, MulterError, type StorageEngine } from 'multer';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { receiveByProgress } from '../common/http/request-time.ts';
import { Problem, type ProblemCode } from '../common/problem.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import { type BegunUpload, BegunUploads } from './begun-uploads.ts';
import { sanitizeFileName } from './file-name.ts';
import { limits } from '../shared/limits.ts';
import { HEAD_BYTES } from './inspection/file-types.ts';
import { isDiskFull } from './storage/stored-file-registry.ts';

/** A file in quarantine: on this machine, under a random name, not inspected yet. */
export interface ReceivedFile {
  path: string;
  name: string;
  /** The type that the client declares. */
  declaredMime: string;
  size: number;
  sha256: Buffer;
  /** Its row among the uploads that have not ended. */
  begunId: string;
  /** JSON, as the client sent it with the file. */
  waveform?: string;
}

/** Why a picture may be refused, by whatever route it comes. */
export const PICTURE_PROBLEMS = [
  'file_too_large',
  'file_type_mismatch',
  'file_damaged',
  'file_too_demanding',
  'file_infected',
  'image_too_large',
  'storage_full',
] as const satisfies ProblemCode[];

/** Bytes around the file in a multipart body: names of fields, headers of parts, boundaries. */
const MAX_ENVELOPE_BYTES = 100_000;
/** Readable by this process only. */
export const FILE_MODE = 0o600;
/** A file in quarantine that is older was left by a process that died or a client that never continued. */
const ABANDONED_AFTER_MS = 24 * HOUR_MS;
const CLEANUP_INTERVAL_MS = 300_000;
/** Bytes around a file in a body that come with every form. */
const USUAL_ENVELOPE_BYTES = 1_000;
/** A form waits for its turn, unread, while as many uploads of the same person are under way as may be. */
const TURN_POLL_MS = 250;
const TURN_WAIT_MS = 15_000;

/** Receives files into a folder of their own: never into memory, never under a name that a client chose. */
@Injectable()
export class Quarantine {
  readonly folder: string;
  private readonly form: (maxBytes: number) => ReturnType<Multer['single']>;

  constructor(
    config: Config,
    private readonly rates: RateLimits,
    private readonly begun: BegunUploads,
    tasks: ScheduledTasks,
  ) {
    this.folder = join(config.uploads, 'quarantine');
    assertWritable(this.folder);
    const limitsOfForm = { files: 1, fields: 5, parts: 7, headerPairs: 50, fieldSize: 2_000, fieldNameSize: 100 };
    this.form = (maxBytes) =>
      multer({ storage: this.engine(maxBytes), limits: limitsOfForm, defParamCharset: 'utf8' }).single('file');
    // On every node: with an object store each has a quarantine of its own.
    tasks.onEveryNode(CLEANUP_INTERVAL_MS, 'abandoned uploads', () => this.removeAbandoned());
  }

  /**
   * The one file of a multipart request; counts as an upload of the caller. `release` ends it.
   * @param isKept whether it counts towards the quota
   * @throws Problem `too_many_requests`, `quota_exceeded`, `unavailable`, `file_too_large`, `storage_full`, `invalid_input`;
   *   nothing is left behind then
   */
  async receive(
    caller: Caller,
    request: Request,
    response: Response,
    { maxBytes, isKept }: { maxBytes: number; isKept: boolean },
  ): Promise<ReceivedFile> {
    await this.rates.take('upload', caller.userId);
    receiveByProgress(request);
    const hasLength = request.headers['content-length'] !== undefined;
    const announced = hasLength ? Number(request.headers['content-length']) : maxBytes;
    if (announced > maxBytes + MAX_ENVELOPE_BYTES) throw new Problem('file_too_large');
    const size = Math.min(maxBytes, Math.max(0, announced - USUAL_ENVELOPE_BYTES));
    const begunId = randomUUID();
    // Without a length, the quota is compared with what has come.
    await this.beginInTurn(caller, { id: begunId, size, countsTowardsQuota: isKept && hasLength });
    try {
      return { ...(await this.receiveForm(request, response, maxBytes)), begunId };
    } catch (error) {
      await this.begun.end(begunId);
      throw error;
    }
  }

  /** A picture of a person, the server or an emoji: what is made of it is small, and counts towards no quota. */
  receivePicture(caller: Caller, request: Request, response: Response): Promise<ReceivedFile> {
    return this.receive(caller, request, response, { maxBytes: limits.avatar, isKept: false });
  }

  /** Ends an upload: nothing of it stays in quarantine. */
  async release({ path, begunId }: Pick<ReceivedFile, 'path' | 'begunId'>, others: string[]): Promise<void> {
    await this.remove([path, ...others]);
    await this.begun.end(begunId);
  }

  private async beginInTurn(caller: Caller, upload: BegunUpload): Promise<void> {
    const until = Date.now() + TURN_WAIT_MS;
    for (let hasBegun = false; !hasBegun;)
      try {
        await this.begun.begin(caller, upload);
        hasBegun = true;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'too_many_requests' || Date.now() > until) throw error;
        await delay(TURN_POLL_MS);
      }
  }

  private async receiveForm(
    request: Request,
    response: Response,
    maxBytes: number,
  ): Promise<Omit<ReceivedFile, 'begunId'>> {
    await new Promise<void>((resolve, reject) =>
      this.form(maxBytes)(request, response, (error: unknown) => (error ? reject(asProblem(error)) : resolve())),
    );
    const { file } = request as { file?: Omit<ReceivedFile, 'begunId'> };
    if (!file) throw new Problem('invalid_input', undefined, { file: ['is missing'] });
    const { waveform } = (request.body ?? {}) as { waveform?: string };
    return { ...file, ...(waveform && { waveform }) };
  }

  /** A path in quarantine that no file has yet. */
  newPath(): string {
    return join(this.folder, randomUUID());
  }

  async remove(paths: string[]): Promise<void> {
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }

  /**
   * Receives a file that has arrived in parts.
   * @throws Problem `file_too_large`; nothing is left behind then
   */
  async take(from: Readable, maxBytes: number): Promise<{ path: string; size: number; sha256: Buffer }> {
    const path = this.newPath();
    return { path, ...(await this.write(path, from, maxBytes)) };
  }

  /** Counts and hashes the bytes while they are written, and stops above the limit. */
  private async write(path: string, from: Readable, maxBytes: number): Promise<{ size: number; sha256: Buffer }> {
    const hash = createHash('sha256');
    let size = 0;
    const measure = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > maxBytes) throw tooLarge(maxBytes);
        hash.update(chunk);
        yield chunk;
      }
    };
    try {
      await pipeline(from, measure, createWriteStream(path, { flags: 'wx', mode: FILE_MODE }));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { size, sha256: hash.digest() };
  }

  private engine(maxBytes: number): StorageEngine {
    return {
      _handleFile: (_request, file, done) => {
        const name = sanitizeFileName(file.originalname);
        const path = this.newPath();
        this.write(path, detached(file.stream), maxBytes).then(
          (written) => done(null, { ...written, path, name, declaredMime: file.mimetype } as object),
          (error: unknown) => done(error),
        );
      },
      _removeFile: (_request, { path }, done) => void rm(path, { force: true }).then(() => done(null), done),
    };
  }

  private async removeAbandoned(): Promise<void> {
    await this.begun.removeExpired();
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (mtimeMs < Date.now() - ABANDONED_AFTER_MS) await rm(path, { force: true });
    }
  }
}

/** A copy whose reader may stop early: Multer listens to the stream itself and would report another reason. */
function detached(stream: Readable): Readable {
  const copy = new PassThrough();
  stream.once('error', (error) => copy.destroy(error));
  copy.once('close', () => stream.unpipe(copy).resume());
  return stream.pipe(copy);
}

const tooLarge = (maxBytes: number) => new Problem('file_too_large', `At most ${maxBytes / 1_000_000} MB are let in`);

/** @throws Error with a single line that names the setting */
function assertWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(`Wrong setting: UPLOAD_FOLDER (or DATA_DIR) cannot be written: ${String(error)}`, { cause: error });
  }
}

/** The first bytes of a file. */
export async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function asProblem(error: unknown): Error {
  if (isDiskFull(error)) return new Problem('storage_full');
  if (
    error instanceof MulterError ||
    (error instanceof Error && /multipart|form|header|boundary|aborted/i.test(error.message))
  )
    return new Problem('invalid_input', undefined, { file: [error.message] });
  return error instanceof Error ? error : new Error(String(error));
}

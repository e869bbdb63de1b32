import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { type Multer, MulterError, type StorageEngine } from 'multer';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { limits } from '../shared/limits.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import { sanitizeFileName } from './file-name.ts';
import { claimsAudio, HEAD } from './file-types.ts';
import { isDiskFull } from './stored-files.ts';

/** A file in quarantine: on this machine, under a random name, looked into by nobody. */
export interface ReceivedFile {
  path: string;
  name: string;
  /** The type that the sender says it has. */
  declaredMime: string;
  size: number;
  sha256: Buffer;
  /** As it was sent along with it. */
  waveform?: string;
}

/** What comes with the file: names of fields, headers of parts, boundaries. */
const ENVELOPE = 100_000;
/** Older than this, a file in quarantine was forgotten, by a process that died or a sender who never went on. */
const FORGOTTEN = 24 * HOUR_MS;

/** Lets files in as far as the quarantine: never into memory, never under a name that somebody else chose. */
@Injectable()
export class Quarantine {
  readonly folder: string;
  private readonly form: (most: number) => ReturnType<Multer['single']>;

  constructor(
    config: Config,
    private readonly rates: RateLimits,
    tasks: ScheduledTasks,
  ) {
    this.folder = join(config.uploads, 'quarantine');
    assertWritable(this.folder);
    const limitsOfForm = { files: 1, fields: 5, parts: 7, headerPairs: 50, fieldSize: 2_000, fieldNameSize: 100 };
    this.form = (most) =>
      multer({ storage: this.engine(most), limits: limitsOfForm, defParamCharset: 'utf8' }).single('file');
    tasks.onOneNode(HOUR_MS, 'forgotten uploads', () => this.removeForgotten());
  }

  /**
   * The one file of a multipart request.
   * @param most bytes
   * @throws Problem `file_too_large`, `storage_full`, `invalid_input`; nothing is left behind then
   */
  async receive({ userId }: Caller, request: Request, response: Response, most: number): Promise<ReceivedFile> {
    await this.rates.take('upload', userId);
    if (Number(request.headers['content-length'] ?? 0) > most + ENVELOPE) throw new Problem('file_too_large');
    await new Promise<void>((resolve, reject) =>
      this.form(most)(request, response, (error: unknown) => (error ? reject(asProblem(error)) : resolve())),
    );
    const { file } = request as { file?: ReceivedFile };
    if (!file) throw new Problem('invalid_input', undefined, { file: ['is missing'] });
    const { waveform } = (request.body ?? {}) as { waveform?: string };
    return { ...file, ...(waveform && { waveform }) };
  }

  /** A fresh place in quarantine. */
  newPath(): string {
    return join(this.folder, randomUUID());
  }

  async remove(paths: string[]): Promise<void> {
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }

  /** Counted, hashed and cut off while it streams. */
  async write(path: string, from: Readable, most: number): Promise<{ size: number; sha256: Buffer }> {
    const hash = createHash('sha256');
    let size = 0;
    const measure = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > most) throw new Problem('file_too_large', `At most ${most / 1_000_000} MB are let in`);
        hash.update(chunk);
        yield chunk;
      }
    };
    try {
      await pipeline(from, measure, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { size, sha256: hash.digest() };
  }

  private engine(most: number): StorageEngine {
    return {
      _handleFile: (_request, file, done) => {
        const name = sanitizeFileName(file.originalname);
        const path = this.newPath();
        const allowed = claimsAudio(name, file.mimetype) ? Math.min(most, limits.audio) : most;
        this.write(path, apart(file.stream), allowed).then(
          (written) => done(null, { ...written, path, name, declaredMime: file.mimetype } as object),
          (error: unknown) => done(error),
        );
      },
      _removeFile: (_request, { path }, done) => void rm(path, { force: true }).then(() => done(null), done),
    };
  }

  private async removeForgotten(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (mtimeMs < Date.now() - FORGOTTEN) await rm(path, { force: true });
    }
  }
}

/** What reads it may break off for a reason of its own; Multer, which listens to the stream, would take that for another. */
function apart(stream: Readable): Readable {
  const copy = new PassThrough();
  stream.once('error', (error) => copy.destroy(error));
  copy.once('close', () => stream.unpipe(copy).resume());
  return stream.pipe(copy);
}

/** @throws Error with one line that names the setting */
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
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
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

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { PassThrough, type Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a stream and flushes it to disk; returns the SHA-256 of the written bytes. */
export async function writeWithSha256(
  path: string,
  from: Readable,
  through: Transform = new PassThrough(),
): Promise<string> {
  const hash = createHash('sha256');
  const measure = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  // Synchronous: `pipeline` must listen before a source that cannot be opened emits its error.
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(from, through, measure, createWriteStream(path, { mode: 0o600, flush: true }));
  return hash.digest('hex');
}

/** The SHA-256 of a file; undefined when it does not exist. */
export async function sha256Of(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}

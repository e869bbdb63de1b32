import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import type { Config } from '../common/config.ts';
import { DiskStorage } from '../uploads/storage/disk-storage.ts';
import { MissingFile, type Storage } from '../uploads/storage/storage.ts';
import { uploadKeysOf } from './pg-catalog.ts';
import { type Report, withProgress } from './progress.ts';

export type Destination = 's3' | 'folder';

interface Counts {
  copied: number;
  there: number;
  missing: string[];
}

/**
 * Copies every file that a row refers to between the folder and the bucket of the configuration. What is there already, byte
 * by byte, is left: run again, it goes on, and copies what has come since. Nothing is deleted.
 * @returns the report for the operator
 * @throws Error with a single line
 */
export async function moveFiles(config: Config, to: Destination, report: Report): Promise<string> {
  const { s3 } = config;
  if (!s3) throw new Error('move-files needs both: S3_BUCKET (and the others that name the store), and the folder');
  const { S3Storage } = await import('../uploads/storage/s3-storage.ts');
  const bucket = new S3Storage(s3);
  const folder = new DiskStorage(config.uploads);
  const [from, into] = to === 's3' ? [folder, bucket] : [bucket, folder];
  await into.freeBytes();
  const keys = await keysOf(config.directDatabaseUrl);
  const counts: Counts = { copied: 0, there: 0, missing: [] };
  const temporary = join(config.uploads, `moving-${process.pid}`);
  await mkdir(config.uploads, { recursive: true, mode: 0o700 });
  await withProgress('Files', report, async (advance) => {
    for (const [index, key] of keys.entries()) {
      advance(`${index} of ${keys.length}`);
      await moveOne(from, into, key, temporary, counts);
    }
  }).finally(() => rm(temporary, { force: true }));
  return describe(to, keys.length, counts);
}

async function moveOne(from: Storage, into: Storage, key: string, temporary: string, counts: Counts): Promise<void> {
  const there = await hashOf(into, key);
  const source = await from.open(key).catch(unlessMissing);
  if (!source) {
    if (there) counts.there++;
    else counts.missing.push(key);
    return;
  }
  const hash = await fetchInto(temporary, source);
  if (there === hash) {
    counts.there++;
    return;
  }
  await into.put(key, temporary);
  if ((await hashOf(into, key)) !== hash)
    throw new Error(`${key} did not arrive as it was sent: run the command again`);
  counts.copied++;
}

async function keysOf(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await uploadKeysOf(client);
  } finally {
    await client.end();
  }
}

/** Undefined when there is no such file. */
async function hashOf(storage: Storage, key: string): Promise<string | undefined> {
  const stream = await storage.open(key).catch(unlessMissing);
  if (!stream) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function fetchInto(path: string, source: Readable): Promise<string> {
  const hash = createHash('sha256');
  const measured = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(source, measured, createWriteStream(path, { mode: 0o600, flush: true }));
  return hash.digest('hex');
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof MissingFile || (error as { name?: string }).name === 'NoSuchKey') return undefined;
  throw error;
}

function describe(to: Destination, total: number, { copied, there, missing }: Counts): string {
  const where = to === 's3' ? 'the bucket' : 'the folder';
  const lines = [`${total} files: ${copied} copied to ${where}, ${there} were there.`];
  if (missing.length) lines.push(`${missing.length} are in neither, such as ${missing.slice(0, 3).join(', ')}.`);
  lines.push(
    `Stop Parley, run this once more for what has come since, and start it ${to === 's3' ? 'with' : 'without'} S3_BUCKET. The originals are still there.`,
  );
  return lines.join('\n');
}

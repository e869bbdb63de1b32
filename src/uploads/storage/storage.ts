import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ByteRange } from './byte-range.ts';

/** The storage of files. Keys are random and unique. */
export abstract class Storage {
  /** Stores a file of this machine, which may be moved. */
  abstract put(key: string, path: string): Promise<void>;
  /** @throws Missing */
  abstract open(key: string, range?: ByteRange): Promise<Readable>;
  /** Bytes. @throws Missing */
  abstract size(key: string): Promise<number>;
  /** Succeeds also when the file does not exist. */
  abstract remove(key: string): Promise<void>;
  /** Free bytes; null when unknown. @throws Error when nothing can be stored at the moment */
  abstract freeBytes(): Promise<number | null>;
}

/** There is no such file: it was removed, or it was written to another disk. */
export class MissingFile extends Error {}

export const newKey = (): string => randomBytes(16).toString('hex');

import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ByteRange } from './byte-range.ts';

/** Where files lie. Keys are made here and say nothing; two objects never share one. */
export abstract class Storage {
  /** Takes a file from this machine; what was there may be moved away. */
  abstract put(key: string, path: string): Promise<void>;
  /** @throws Missing */
  abstract open(key: string, range?: ByteRange): Promise<Readable>;
  /** Bytes. @throws Missing */
  abstract size(key: string): Promise<number>;
  /** Removing what is not there is no error. */
  abstract remove(key: string): Promise<void>;
  /** Bytes that still fit, null where nobody knows. @throws Error when nothing could be kept now */
  abstract freeBytes(): Promise<number | null>;
}

/** There is no such file: it was removed, or its disk is not the one it was written to. */
export class MissingFile extends Error {}

export const newKey = (): string => randomBytes(16).toString('hex');

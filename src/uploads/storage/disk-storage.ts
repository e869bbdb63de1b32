import { constants } from 'node:fs';
import { access, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ByteRange } from './byte-range.ts';
import { MissingFile, Storage } from './storage.ts';

const KEY = /^[0-9a-f]{32}(-\d+)?$/;

/** Stores files in a folder. Files are moved from the same disk, so storing is atomic. */
export class DiskStorage extends Storage {
  constructor(private readonly root: string) {
    super();
  }

  async put(key: string, path: string): Promise<void> {
    const file = this.path(key);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(path, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(path, file);
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const handle = await open(this.path(key), constants.O_RDONLY | constants.O_NOFOLLOW).catch(missing);
    return handle.createReadStream(range ?? {});
  }

  async size(key: string): Promise<number> {
    return (await stat(this.path(key)).catch(missing)).size;
  }

  async remove(key: string): Promise<void> {
    await rm(this.path(key), { force: true });
  }

  async freeBytes(): Promise<number> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    await access(this.root, constants.W_OK);
    const { bavail, bsize } = await statfs(this.root);
    return bavail * bsize;
  }

  private path(key: string): string {
    return diskPath(this.root, key);
  }
}

/** A few hundred folders, so that none gets too full. */
export function diskPath(root: string, key: string): string {
  if (!KEY.test(key)) throw new Error(`Not a key: ${key}`);
  return join(root, key.slice(0, 2), key);
}

function missing(error: unknown): never {
  throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new MissingFile() : error;
}

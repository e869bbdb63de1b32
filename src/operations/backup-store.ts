import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../common/config.ts';
import type { Bucket, S3Storage } from '../uploads/storage/s3-storage.ts';
import { backup } from './backup.ts';

/** Written last: a backup that has it is complete. */
const MANIFEST = 'manifest.json';

/** Where backups are kept, each under a name that sorts by time. */
export interface BackupStore {
  locationOf(name: string): string;
  /** The names of complete backups, oldest first. */
  names(): Promise<string[]>;
  save(config: Config, name: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Gives the work a folder with the backup, which may be gone afterwards. */
  withFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T>;
}

/** @param destination a folder, or `s3://bucket/prefix` with the keys, the region and the endpoint of the object store for files */
export function backupStore(destination: string, { s3Access }: Config): BackupStore {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(destination) ?? [];
  return bucket
    ? new BackupBucket({ ...s3Access, bucket }, prefix && `${prefix}/`)
    : new BackupFolder(resolve(destination));
}

class BackupFolder implements BackupStore {
  constructor(private readonly root: string) {}

  locationOf(name: string): string {
    return join(this.root, name);
  }

  async names(): Promise<string[]> {
    const found: string[] = [];
    for (const name of (await readdir(this.root).catch(() => [])).filter((each) => NAME.test(each)).toSorted())
      if (await stat(join(this.root, name, MANIFEST)).catch(() => undefined)) found.push(name);
    return found;
  }

  async save(config: Config, name: string): Promise<void> {
    await backup(config, this.locationOf(name));
  }

  async remove(name: string): Promise<void> {
    await rm(this.locationOf(name), { recursive: true, force: true });
  }

  withFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
    return work(this.locationOf(name));
  }
}

/** Goes through a folder of this machine, which must have room for one backup. */
class BackupBucket implements BackupStore {
  private opened?: Promise<S3Storage>;

  constructor(
    private readonly bucket: Bucket,
    private readonly prefix: string,
  ) {}

  locationOf(name: string): string {
    return `s3://${this.bucket.bucket}/${this.prefix}${name}`;
  }

  async names(): Promise<string[]> {
    const keys = await (await this.storage()).keys(this.prefix);
    const names = [...keys].map((key) => key.slice(this.prefix.length).split('/'));
    return names.flatMap(([name = '', file]) => (NAME.test(name) && file === MANIFEST ? [name] : [])).toSorted();
  }

  async save(config: Config, name: string): Promise<void> {
    const storage = await this.storage();
    await inTemporaryFolder(async (folder) => {
      const made = join(folder, name);
      await backup(config, made);
      for (const file of await filesIn(made)) await storage.put(`${this.prefix}${name}/${file}`, join(made, file));
    });
  }

  async remove(name: string): Promise<void> {
    const storage = await this.storage();
    // The manifest first: what is left of an interrupted removal is no backup.
    await storage.remove(`${this.prefix}${name}/${MANIFEST}`);
    for (const key of await storage.keys(`${this.prefix}${name}/`)) await storage.remove(key);
  }

  async withFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
    const storage = await this.storage();
    const start = `${this.prefix}${name}/`;
    return inTemporaryFolder(async (folder) => {
      for (const key of await storage.keys(start)) {
        const file = join(folder, key.slice(start.length));
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await pipeline(await storage.open(key), createWriteStream(file, { mode: 0o600 }));
      }
      return work(folder);
    });
  }

  /** The S3 SDK is loaded only when a bucket is used. */
  private storage(): Promise<S3Storage> {
    return (this.opened ??= import('../uploads/storage/s3-storage.ts').then(
      ({ S3Storage }) => new S3Storage(this.bucket),
    ));
  }
}

/** Of scheduled backups: others at the same destination are left alone. */
const NAME = /^parley-\d{4}-\d\d-\d\dT\d\d-\d\dZ$/;

export const backupName = (at: Date): string => `parley-${at.toISOString().slice(0, 16).replace(':', '-')}Z`;

/** The manifest last. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const names = files.map((file) => file.slice(folder.length + 1));
  return [...names.filter((name) => name !== MANIFEST), MANIFEST];
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-backup-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

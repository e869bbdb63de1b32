import type { Config } from '../common/config.ts';
import { surplus } from './backup-schedule.ts';
import { backupName, backupStore } from './backup-store.ts';

export interface KeptBackup {
  location: string;
  /** The names of those that were too many. */
  removed: string[];
}

/**
 * Makes a backup with the present minute as its name and removes the oldest of its kind, as a timer wants it.
 * @param destination a folder, or `s3://bucket/prefix`
 * @throws Error with a single line
 */
export async function backupInto(config: Config, destination: string, keep: string): Promise<KeptBackup> {
  const count = Number(keep);
  if (!Number.isInteger(count) || count < 1) throw new Error('--keep must be a whole number from 1 on');
  const store = backupStore(destination, config);
  const name = backupName(new Date());
  await store.save(config, name);
  const removed = surplus(await store.names(), count);
  for (const old of removed) await store.remove(old);
  return { location: store.locationOf(name), removed };
}

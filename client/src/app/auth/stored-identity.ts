import type { Me } from '@api/users/users.dto.ts';

const ME = 'parley.me';
/** What was read last; see `OfflineCache`. */
export const OFFLINE_DATABASE = 'parley-shelf';

/** Who was here last, so that they may read what this device holds while the server is out of reach. */
export function storedMe(): Me | null {
  try {
    return JSON.parse(localStorage.getItem(ME) ?? 'null') as Me | null;
  } catch {
    return null;
  }
}

export const storeMe = (me: Me): void => localStorage.setItem(ME, JSON.stringify(me));

/** After signing out nothing of what was read stays on this device. */
export function clearStoredData(): void {
  localStorage.removeItem(ME);
  // Not every browser has a database on every page.
  if ('indexedDB' in window) indexedDB.deleteDatabase(OFFLINE_DATABASE);
}

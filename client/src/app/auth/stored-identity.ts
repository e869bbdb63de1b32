import type { Me } from '@api/users/users.dto.ts';

const ME_KEY = 'parley.me';
/** Name of the database of `OfflineCache`; it never changes, because it is on people's devices. */
export const OFFLINE_DATABASE = 'parley-shelf';

/** The account that was signed in last, so that what this device holds can be read while the server is out of reach. */
export function storedMe(): Me | null {
  try {
    return JSON.parse(localStorage.getItem(ME_KEY) ?? 'null') as Me | null;
  } catch {
    return null;
  }
}

export const storeMe = (me: Me): void => localStorage.setItem(ME_KEY, JSON.stringify(me));

/** After signing out nothing that was read stays on this device. */
export function clearStoredData(): void {
  localStorage.removeItem(ME_KEY);
  // Not every browser has a database on every page.
  if ('indexedDB' in window) indexedDB.deleteDatabase(OFFLINE_DATABASE);
}

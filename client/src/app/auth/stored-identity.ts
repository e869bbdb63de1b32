import type { Me } from '@api/users/users.dto.ts';

const ME = 'parley.me';
/** What was read last; see `OfflineCache`. */
export const SHELF = 'parley-shelf';

/** Who was here last, so that they may read what this device holds while the server is out of reach. */
export function keptMe(): Me | null {
  try {
    return JSON.parse(localStorage.getItem(ME) ?? 'null') as Me | null;
  } catch {
    return null;
  }
}

export const keepMe = (me: Me): void => localStorage.setItem(ME, JSON.stringify(me));

/** After signing out nothing of what was read stays on this device. */
export function forgetAll(): void {
  localStorage.removeItem(ME);
  // Not every browser has a database on every page.
  if ('indexedDB' in window) indexedDB.deleteDatabase(SHELF);
}

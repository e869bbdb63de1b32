import type { Me } from '@api/users/users.dto.ts';

const ME_KEY = 'parley.me';
/** Name of the database of `OfflineCache`; it never changes, because it is on people's devices. */
export const OFFLINE_DATABASE = 'parley-shelf';
/** Own messages that were acknowledged lately. */
export const SENT_DATABASE = 'parley-sent';

/** The account that was signed in last, so that what this device holds can be read while the server is out of reach. */
export function storedMe(): Me | null {
  try {
    return JSON.parse(localStorage.getItem(ME_KEY) ?? 'null') as Me | null;
  } catch {
    return null;
  }
}

export const storeMe = (me: Me): void => localStorage.setItem(ME_KEY, JSON.stringify(me));

/** Beginnings of the names under which words of others are stored: what is answered, what is edited, what was searched for. */
const WORDS_OF_OTHERS = ['parley.reply.', 'parley.edit.', 'parley.searches.'];
/** Of what the reader has begun to write. */
const OWN_DRAFTS = ['parley.draft.', 'parley.draft-seen.', 'parley.files.'];

/**
 * After signing out nothing that was read stays on this device.
 * @param drafts whether what the reader has begun to write goes too: after their own action the next person at this
 *   device may be another; after an end that the server reports they sign in again and go on
 */
export function clearStoredData({ drafts = false } = {}): void {
  const gone = drafts ? [...WORDS_OF_OTHERS, ...OWN_DRAFTS] : WORDS_OF_OTHERS;
  for (const key of Object.keys(localStorage))
    if (gone.some((start) => key.startsWith(start))) localStorage.removeItem(key);
  localStorage.removeItem(ME_KEY);
  // Not every browser has a database on every page.
  if ('indexedDB' in window) indexedDB.deleteDatabase(OFFLINE_DATABASE);
  if (drafts && 'indexedDB' in window) indexedDB.deleteDatabase(SENT_DATABASE);
}

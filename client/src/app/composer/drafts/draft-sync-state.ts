/** What a draft says, on this device or on the server. */
export interface DraftContent {
  readonly body: string;
  readonly replyToId: string | null;
  /** Files that are uploaded. */
  readonly attachmentIds: readonly string[];
}

/** What the server holds of a draft, as far as this device has seen it. */
export interface SeenDraft extends DraftContent {
  /** That of the server; unknown until it was told. */
  readonly id?: string | undefined;
  readonly version: number;
}

export const NOTHING_SEEN: SeenDraft = { body: '', replyToId: null, attachmentIds: [], version: 0 };

export const isSame = (one: DraftContent, other: DraftContent): boolean =>
  hasSameWords(one, other) && one.attachmentIds.join() === other.attachmentIds.join();

export const isEmpty = (draft: DraftContent): boolean => isSame(draft, NOTHING_SEEN);

/** A reply counts as words: it is chosen, as they are. */
export const hasSameWords = (one: DraftContent, other: DraftContent): boolean =>
  one.body === other.body && one.replyToId === other.replyToId;

const hasNoWords = (draft: DraftContent): boolean => hasSameWords(draft, NOTHING_SEEN);

/** What becomes of the words of a draft when the server holds another version than the one seen. */
export type Merge = 'unchanged' | 'seen' | 'adopt' | 'conflict';

/**
 * - `seen`: this device's words stay, and go on from the version of the server;
 * - `adopt`: this device has written nothing since, and takes the words of the server;
 * - `conflict`: both have written: both stay until the reader decides.
 * @param isHeld whether the reader is writing here: then no other words are taken over unasked
 */
export function mergeOf(local: DraftContent, seen: SeenDraft, server: SeenDraft, isHeld: boolean): Merge {
  if (server.version <= seen.version) return 'unchanged';
  if (hasSameWords(local, server)) return 'seen';
  // What was sent or removed elsewhere has no words that could be lost, and is not to be sent a second time from here.
  if (hasSameWords(local, seen)) return isHeld && !hasNoWords(server) ? 'conflict' : 'adopt';
  return hasNoWords(server) ? 'seen' : 'conflict';
}

/** The files of both: without what either has removed since the version seen, so that there is nothing to decide. */
export function mergedFiles(local: readonly string[], seen: readonly string[], server: readonly string[]): string[] {
  const there = server.filter((id) => local.includes(id) || !seen.includes(id));
  return [...there, ...local.filter((id) => !server.includes(id) && !seen.includes(id))];
}

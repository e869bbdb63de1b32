/** What a draft says, on this device or on the server. */
export interface DraftContent {
  readonly body: string;
  readonly replyToId: string | null;
  /** Files that another device has named; this one keeps them there. */
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
  one.body === other.body && one.replyToId === other.replyToId;

export const isEmpty = ({ body, replyToId }: DraftContent): boolean => !body && !replyToId;

/** What becomes of a draft when the server holds another version than the one seen. */
export type Merge = 'unchanged' | 'seen' | 'adopt' | 'conflict';

/**
 * - `seen`: this device's words stay, and go on from the version of the server;
 * - `adopt`: this device has written nothing since, and takes the words of the server;
 * - `conflict`: both have written: both stay until the reader decides.
 * @param isHeld whether the reader is writing here: then no other words are taken over unasked
 */
export function mergeOf(local: DraftContent, seen: SeenDraft, server: SeenDraft, isHeld: boolean): Merge {
  if (server.version <= seen.version) return 'unchanged';
  if (isSame(local, server)) return 'seen';
  // What was sent or removed elsewhere has no words that could be lost, and is not to be sent a second time from here.
  if (isSame(local, seen)) return isHeld && !isEmpty(server) ? 'conflict' : 'adopt';
  return isEmpty(server) ? 'seen' : 'conflict';
}

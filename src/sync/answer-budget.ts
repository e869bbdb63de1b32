import type { Message } from '../timeline/message.dto.ts';
import type { RoomChanges } from './sync.dto.ts';

/** Bounds of one answer to `sync`, the bytes roughly; the client asks for the rest by `changes`. */
const MAX_MESSAGES = 1_000;
const MAX_BYTES = 1_000_000;

/** A message without what is counted below, an attachment, and an id in a list. */
const MESSAGE_BYTES = 700;
const ATTACHMENT_BYTES = 800;
const ID_BYTES = 39;

/** What one answer may still hold. It may go over by one message, so that the first of a room fits whatever its size. */
export class AnswerBudget {
  private messages = MAX_MESSAGES;
  private bytes = MAX_BYTES;

  get isExhausted(): boolean {
    return this.messages <= 0 || this.bytes <= 0;
  }

  /** What fits of a room's changes, from the oldest on; `more` says when that is not all. */
  take(changes: RoomChanges): RoomChanges {
    let fits = 0;
    for (const message of changes.items) {
      if (this.isExhausted) break;
      this.messages--;
      this.bytes -= sizeOf(message);
      fits++;
    }
    if (fits === changes.items.length) return changes;
    const items = changes.items.slice(0, fits);
    return { ...changes, items, revision: items.at(-1)?.revision ?? changes.revision, more: true };
  }
}

/** Three bytes for each UTF-16 unit is the most that UTF-8 needs. */
function sizeOf({ body, mentions, reactions, attachments }: Message): number {
  const ids = reactions.reduce((sum, { userIds }) => sum + userIds.length + 1, mentions.length);
  return MESSAGE_BYTES + 3 * body.length + ID_BYTES * ids + ATTACHMENT_BYTES * attachments.length;
}

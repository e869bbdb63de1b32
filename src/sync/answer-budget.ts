import type { Message } from '../timeline/message.dto.ts';
import type { RoomChanges } from './sync.dto.ts';

/** Messages and, roughly, bytes of one answer to `sync`: what is over it the client asks for by `changes`. */
const MESSAGES = 1_000;
const BYTES = 1_000_000;

/** Bytes of a message without what is counted below, of an attachment, and of an id in a list. */
const MESSAGE = 700;
const ATTACHMENT = 800;
const ID = 39;

/** What one answer may still hold. It may go over by one message, so that a room's first is told whatever its size. */
export class AnswerBudget {
  private messages = MESSAGES;
  private bytes = BYTES;

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
  return MESSAGE + 3 * body.length + ID * ids + ATTACHMENT * attachments.length;
}

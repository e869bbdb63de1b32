import type { Message } from '../timeline/message.dto.ts';
import type { Poll } from '../timeline/poll.dto.ts';
import type { RoomChanges } from './sync.dto.ts';

/** Limits of a response to `sync`, the bytes approximately; the client requests the rest by `changes`. */
const MAX_MESSAGES = 1_000;
const MAX_BYTES = 1_000_000;

/** Estimated bytes of a message without the parts below, of an attachment, and of an id in a list. */
const MESSAGE_BYTES = 700;
const ATTACHMENT_BYTES = 800;
const ID_BYTES = 39;
/** Estimated bytes of a poll and of each of its options, without text and names. */
const POLL_BYTES = 250;
const OPTION_BYTES = 110;

/**
 * The remaining size of a response. It may be exceeded by a single message, so that the first message of a room always
 * fits.
 */
export class AnswerBudget {
  private messages = MAX_MESSAGES;
  private bytes = MAX_BYTES;

  get isExhausted(): boolean {
    return this.messages <= 0 || this.bytes <= 0;
  }

  /** The oldest changes of a room that fit; `more` is true when others remain. */
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
function sizeOf({ body, mentions, reactions, attachments, poll }: Message): number {
  const ids = reactions.reduce((sum, { userIds }) => sum + userIds.length + 1, mentions.length);
  const ofPoll = poll ? sizeOfPoll(poll) : 0;
  return MESSAGE_BYTES + 3 * body.length + ID_BYTES * ids + ATTACHMENT_BYTES * attachments.length + ofPoll;
}

const sizeOfPoll = ({ question, options }: Poll): number =>
  options.reduce(
    (sum, { text, voterIds }) => sum + OPTION_BYTES + 3 * text.length + ID_BYTES * (voterIds?.length ?? 0),
    POLL_BYTES + 3 * question.length,
  );

import type { AttachmentViewRow } from '../../timeline/attachment.view.ts';
import type { Forwarded, Message, MessageProgram } from '../../timeline/message.dto.ts';
import { messageView, type MessageViewRow } from '../../timeline/message.view.ts';
import type { PollRow } from '../../timeline/poll.view.ts';
import type { TargetsByUser } from '../../timeline/notification-target.ts';
import type { DirectTarget, InsertedMessage, NumberedMessage } from './message-writer.repository.ts';

/** A message that was just committed, and the members that it may notify where they were looked up with it. */
export interface WrittenMessage {
  message: Message;
  targets?: TargetsByUser;
}

/** What became of a message: it was written, was written before, is the first of an unopened direct room, or failed. */
export interface WriteOutcome<M> {
  outgoing: M;
  result: WrittenMessage | 'repeated' | 'unopened' | { error: unknown };
}

/** The author and the message that is answered, as they were looked up. */
export type LookedUp = Pick<
  MessageViewRow,
  'author' | 'reply_id' | 'reply_seq' | 'reply_body' | 'reply_mentions' | 'reply_kind' | 'reply_author'
>;

interface WrittenParts {
  facts: LookedUp;
  numbered: Pick<
    NumberedMessage,
    'roomId' | 'seq' | 'revision' | 'body' | 'mentions' | 'mentionsRoom' | 'mentionedGroups' | 'inRoom'
  >;
  inserted: InsertedMessage;
  files: AttachmentViewRow[];
  poll?: PollRow | undefined;
  forwarded?: Forwarded;
  program?: MessageProgram | undefined;
  targets: DirectTarget[] | null;
}

/** The view of a message that was just written, without reading it again. */
export function writtenMessage({ program, ...parts }: WrittenParts): WrittenMessage {
  const { facts, numbered, inserted, files, poll, forwarded, targets } = parts;
  const message = messageView({
    ...facts,
    id: inserted.id,
    room_id: numbered.roomId,
    seq: numbered.seq,
    revision: numbered.revision,
    change_token: null,
    client_id: inserted.clientId,
    kind: 'text',
    body: numbered.body,
    system: null,
    program: program ?? null,
    mentions: numbered.mentions,
    mentions_room: numbered.mentionsRoom,
    mentioned_groups: numbered.mentionedGroups ?? null,
    pinned: false,
    reactions: null,
    attachments: files,
    poll: poll ?? null,
    created_at: inserted.createdAt,
    edited_at: null,
    deleted_at: null,
    thread_id: inserted.threadId,
    in_room: numbered.inRoom,
    thread: null,
    forwarded_at: null,
    forwarded_room: null,
    forwarded_author: null,
  });
  return {
    message: forwarded ? { ...message, forwarded } : message,
    ...(targets && { targets: new Map(targets.map((target) => [target.userId, target])) }),
  };
}

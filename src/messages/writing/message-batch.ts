import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import type { ClearedDraft } from '../../drafts/draft-clearing.ts';
import { draftIdOf, placeOf } from '../../drafts/drafts.policy.ts';
import type { RoomAccess } from '../../rooms/room-access.ts';
import type { RoomFacts } from '../../rooms/room-facts.view.ts';
import { goesToRoom } from '../../shared/message-place.ts';
import { isSlowed, mayMentionRoom } from '../../shared/rooms.policy.ts';
import type { MessageProgram } from '../../timeline/message.dto.ts';
import type { ForwardedCopy } from '../forwarding.service.ts';
import { groupsFor, groupView } from '../group-mentions.view.ts';
import { type Mentions, namesToLookUp, resolveGroups, resolveMentions } from '../../shared/mentions.ts';
import type {
  AttachedFile,
  LockedAttachment,
  LockedHead,
  NumberedMessage,
  WriteFacts,
  WriteLookup,
} from './message-writer.repository.ts';
import type { NewPoll } from '../polls/polls.dto.ts';
import type { NumberedPoll } from './poll-creation.ts';
import type { SendMessage } from '../messages.dto.ts';

/** A message to be written: the author's own text, or a copy of another message. */
export interface OutgoingMessage {
  caller: Caller;
  content: SendMessage & Partial<ForwardedCopy>;
  /** Of a message that a program writes. */
  program?: MessageProgram | undefined;
  /** As they are written in the body. */
  mentions: Mentions;
  /** Distinguishes a repeat from another message under the same clientId. */
  contentHash: Buffer;
}

/** A message that may be written, with its numbers. */
export interface AcceptedMessage {
  facts: WriteFacts;
  numbered: NumberedMessage;
  /** In the order to be shown. */
  files: LockedAttachment[];
  poll: NewPoll | undefined;
}

/**
 * The outcome for a message: it is written, was written before under the same clientId, would be the first of a direct
 * room that the other member has not opened, or is refused.
 */
export type Verdict = AcceptedMessage | 'repeated' | 'unopened' | { problem: unknown };

/** What the transaction has read under its locks; `facts` in the order of the messages. */
export interface LockedState {
  heads: LockedHead[];
  facts: WriteFacts[];
  attachments: LockedAttachment[];
}

/** Decides about the messages of a transaction, in their order, and numbers those that may be written. */
export class MessageBatch {
  readonly verdicts: Verdict[];
  private readonly heads: Map<string, LockedHead>;
  private readonly attachments: Map<string, LockedAttachment>;
  private readonly clientIds = new Set<string>();
  /** Rooms and authors whose next message slow mode makes wait. */
  private readonly slowed = new Set<string>();

  constructor(
    private readonly access: RoomAccess,
    private readonly messages: OutgoingMessage[],
    { heads, facts, attachments }: LockedState,
  ) {
    this.heads = new Map(heads.map((head) => [head.roomId, head]));
    this.attachments = new Map(attachments.map((file) => [file.id, file]));
    this.verdicts = messages.map((message, index) => this.decide(message, facts[index]));
  }

  get numbered(): NumberedMessage[] {
    return this.accepted.map(({ numbered }) => numbered);
  }

  get attachedFiles(): AttachedFile[] {
    return this.accepted.flatMap(({ files, numbered: { roomId, seq } }) =>
      files.map(({ id }, index) => ({ id, roomId, seq, position: index + 1 })),
    );
  }

  /** The drafts that the written messages name. */
  get sentDrafts(): ClearedDraft[] {
    return this.messages.flatMap(({ caller: { userId }, content: { roomId, draft } }, index) => {
      const verdict = this.verdicts[index];
      if (!draft || !verdict || !isAccepted(verdict)) return [];
      return { userId, id: draftIdOf(placeOf(roomId, draft)), version: draft.version };
    });
  }

  get polls(): NumberedPoll[] {
    return this.accepted.flatMap(({ poll, numbered: { roomId, seq } }) => (poll ? { roomId, seq, poll } : []));
  }

  private get accepted(): AcceptedMessage[] {
    return this.verdicts.filter(isAccepted);
  }

  private decide(message: OutgoingMessage, facts: WriteFacts | undefined): Verdict {
    try {
      return this.accept(message, facts);
    } catch (problem) {
      return { problem };
    }
  }

  /** An accepted message takes the next numbers of its room; a refused or repeated message takes none. */
  private accept(message: OutgoingMessage, facts: WriteFacts | undefined): Verdict {
    const { caller, content, mentions } = message;
    const { roomId, mentionsRoom, isSlowed } = judge(this.access, message, facts?.roomId ? facts : undefined);
    const head = this.heads.get(roomId);
    if (!head || !facts) throw new Problem('unavailable', undefined, undefined, 1);
    const key = `${roomId} ${caller.userId} ${content.clientId.toLowerCase()}`;
    if (facts.repeated || this.clientIds.has(key)) return 'repeated';
    const slowedKey = isSlowed ? `${roomId} ${caller.userId}` : undefined;
    this.assertNotSlowed(facts, slowedKey);
    assertReplies(content, facts);
    const files = this.takeFiles(caller.userId, content.attachmentIds ?? []);
    if (facts.targets?.some(({ opened }) => !opened)) return 'unopened';
    this.clientIds.add(key);
    if (slowedKey) this.slowed.add(slowedKey);
    const idsByName = new Map(Object.entries(facts.mentionable ?? {}));
    const groups = groupsFor(caller, facts.groups);
    const mentionedGroups = resolveGroups(mentions, idsByName, groups).map(groupView);
    const numbered = {
      roomId,
      seq: ++head.lastSeq,
      revision: ++head.revision,
      authorId: caller.userId,
      ...columnsOf(message),
      ...(facts.threadId !== null && { threadId: facts.threadId }),
      inRoom: goesToRoom(content),
      mentions: resolveMentions(mentions, idsByName, groups, caller.userId),
      mentionsRoom,
      ...(mentionedGroups.length && { mentionedGroups }),
    };
    return { facts, numbered, files, poll: content.poll };
  }

  /**
   * @param slowedKey room and author where slow mode makes the author wait
   * @throws Problem `slow_mode`
   */
  private assertNotSlowed({ slowSeconds, slowSecondsLeft }: WriteFacts, slowedKey: string | undefined): void {
    if (!slowedKey) return;
    const left = this.slowed.has(slowedKey) ? slowSeconds : (slowSecondsLeft ?? 0);
    if (left > 0) throw new Problem('slow_mode', undefined, undefined, left);
  }

  /** Each file is sent once, by its uploader. */
  private takeFiles(userId: string, ids: string[]): LockedAttachment[] {
    const files = [...new Set(ids.flatMap((id) => this.attachments.get(id.toLowerCase()) ?? []))];
    if (files.length < ids.length || files.some((file) => !maySend(file, userId)))
      throw new Problem('invalid_input', undefined, {
        attachmentIds: ['are not yours, were sent before or do not exist'],
      });
    for (const file of files) file.isSent = true;
    return files;
  }
}

interface Judgement {
  roomId: string;
  mentionsRoom: boolean;
  /** Slow mode makes the author wait between two messages. */
  isSlowed: boolean;
}

/**
 * Decides about a message by the facts of its room and author.
 * @throws Problem why it may not be sent
 */
export function judge(
  access: RoomAccess,
  { caller, content, mentions }: Pick<OutgoingMessage, 'caller' | 'content' | 'mentions'>,
  facts: RoomFacts | undefined,
): Judgement {
  const admission = access.authorize(facts, caller, actionOf(content));
  // A reply that stays in its thread calls only those who follow it.
  const mayMention = goesToRoom(content) && mayMentionRoom(admission, admission.mentionRoomBy);
  const mentionsRoom = mentions.room && mayMention;
  return { roomId: admission.roomId, mentionsRoom, isSlowed: isSlowed(admission, admission.slowSeconds) };
}

/** What sending a message needs the right to. */
export const actionOf = (content: Pick<SendMessage, 'threadId' | 'alsoInRoom'>): 'post' | 'reply' =>
  goesToRoom(content) ? 'post' : 'reply';

/** @throws Problem `message_not_found` or `invalid_input` for a quote or thread that the message cannot have */
function assertReplies({ replyToId, threadId }: SendMessage, facts: WriteFacts): void {
  if (replyToId && !facts.reply_id)
    throw new Problem('message_not_found', undefined, { replyToId: ['is not a message of this room'] });
  if (threadId && !facts.threadId)
    throw new Problem('message_not_found', undefined, { threadId: ['is not a message of this room'] });
  if (threadId && replyToId && facts.replyThreadId !== facts.threadId)
    throw new Problem('invalid_input', undefined, { replyToId: ['is not a message of the thread'] });
}

export const isAccepted = (verdict: Verdict): verdict is AcceptedMessage =>
  typeof verdict === 'object' && 'numbered' in verdict;

/** What has to be looked up before a message is written. */
export const lookupOf = (message: OutgoingMessage): WriteLookup => ({
  roomId: message.content.roomId,
  authorId: message.caller.userId,
  clientId: message.content.clientId,
  replyToId: message.content.replyToId,
  threadId: message.content.threadId,
  names: namesToLookUp(message.mentions),
});

const maySend = ({ uploaderId, isSent, status }: LockedAttachment, userId: string): boolean =>
  uploaderId === userId && !isSent && status !== 'refused';

const columnsOf = ({ content: { clientId, body, replyToId, forwarded }, program, contentHash }: OutgoingMessage) => ({
  clientId,
  contentHash: contentHash.toString('hex'),
  body,
  replyToId,
  forwardedAuthorId: forwarded?.author?.id,
  forwardedRoom: forwarded?.roomName,
  forwardedAt: forwarded?.createdAt,
  ...(program && { program }),
});

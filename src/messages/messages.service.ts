import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Database, type Tx } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { MembersRepository } from '../rooms/members.repository.ts';
import { type Admission, RoomAccess } from '../rooms/room-access.ts';
import { mayMentionRoom } from '../shared/rooms.policy.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import type { Changes, EditPage, History, Message } from '../timeline/message.dto.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { AttachmentsRepository } from '../uploads/attachments.repository.ts';
import { ForwardingService } from './forwarding.service.ts';
import { MentionCounts } from './mention-counts.ts';
import { parseMentions } from '../shared/mentions.ts';
import { MessageMutations } from './message-mutations.ts';
import { MessageWriter, Repeated, type Said } from './message-writer.ts';
import type { ChangesQuery, HistoryQuery, SendMessage } from './messages.dto.ts';
import { mayDelete, mayEdit, maySeeEdits, readerOf } from '../shared/messages.policy.ts';

/** A send, and whether it is the first of its clientId. */
export interface Sent {
  message: Message;
  created: boolean;
}

/** The second of the three rooms a message passes through: the rules. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly messages: TimelineRepository,
    private readonly timeline: TimelineService,
    private readonly attachments: AttachmentsRepository,
    private readonly changed: MessageMutations,
    private readonly counts: MentionCounts,
    private readonly forwarding: ForwardingService,
    private readonly writer: MessageWriter,
    private readonly database: Database,
  ) {}

  /**
   * Sends once: the answer comes after the commit, and a repeat of the clientId answers the first message.
   * @throws Problem `client_id_reused` when the repeat says something else
   */
  async send(caller: Caller, input: SendMessage): Promise<Sent> {
    insistOnWords(input);
    const contentHash = hashOf(input);
    try {
      const said = await this.said(caller, input);
      const message = said.attachmentIds?.length
        ? await this.sendAlone(caller, said, contentHash)
        : await this.writer.write(caller, said, contentHash);
      return { message, created: true };
    } catch (error) {
      if (!(error instanceof Repeated)) throw error;
      return { message: await this.first(caller, input, contentHash), created: false };
    }
  }

  async edit(caller: Caller, messageId: string, body: string): Promise<Message> {
    let before: Message | undefined;
    const edited = await this.changed.apply(caller, messageId, 'post', async (tx, revision, message) => {
      const { author, roomId, forwarded } = message;
      const isAuthor = author?.id === caller.userId;
      if (!mayEdit({ isAuthor }, { forwarded: forwarded !== null }))
        throw new Problem('forbidden', isAuthor ? 'What somebody said elsewhere cannot be edited' : undefined);
      if (message.body === body) return false;
      before = message;
      const admission = await this.access.allowLocked(tx, caller, roomId, 'post');
      await this.messages.edit(tx, { id: messageId, body, revision, ...(await this.called(tx, admission, body)) });
      return true;
    });
    await this.counts.changed(before, edited);
    return edited;
  }

  /** Leaves a tombstone. Deleting what is deleted already answers the tombstone. */
  async delete(caller: Caller, messageId: string): Promise<Message> {
    const { roomId, author, deletedAt } = await this.changed.find(caller, messageId);
    const admission = await this.access.allow(caller, roomId, 'read');
    if (!mayDelete(readerOf(admission, author?.id === caller.userId))) throw new Problem('forbidden');
    if (deletedAt) return this.changed.find(caller, messageId);
    let before: Message | undefined;
    const deleted = await this.changed
      .apply(caller, messageId, 'read', async (tx, _, message) => {
        before = message;
        return this.messages.redact(tx, messageId);
      })
      .catch((error: unknown) => {
        if (error instanceof Problem && error.code === 'message_deleted') return this.changed.find(caller, messageId);
        throw error;
      });
    await this.counts.changed(before, deleted);
    return deleted;
  }

  find(caller: Caller, messageId: string): Promise<Message> {
    return this.changed.find(caller, messageId);
  }

  /** What a message said before, oldest first; for those who keep the room in order, and its author. */
  async edits(caller: Caller, messageId: string): Promise<EditPage> {
    const { roomId, author } = await this.changed.find(caller, messageId);
    const admission = await this.access.allow(caller, roomId, 'read');
    if (!maySeeEdits(readerOf(admission, author?.id === caller.userId))) throw new Problem('forbidden');
    return { items: await this.messages.edits(messageId), next: null };
  }

  async history(caller: Caller, roomId: string, query: HistoryQuery): Promise<History> {
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'read');
    const { before, after, around, at, limit = 50 } = query;
    if ([before, after, around, at].filter((value) => value !== undefined).length > 1)
      throw new Problem('invalid_input', undefined, { before: ['give one of before, after, around and at'] });
    const stretch = { before, after, around, limit, ...(at && { at: new Date(at) }) };
    return this.timeline.history(roomId, visibleFromSeq, stretch);
  }

  async changes(caller: Caller, roomId: string, { since, epoch }: ChangesQuery): Promise<Changes> {
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'read');
    return this.timeline.changes(roomId, visibleFromSeq, since, epoch);
  }

  /** The caller's own words, or a copy of another message. A repeat is found before that is looked for: it may be gone. */
  private async said(caller: Caller, input: SendMessage): Promise<Said> {
    if (!input.forwardOf) return input;
    await this.access.allow(caller, input.roomId, 'post');
    if (await this.messages.byClientId(input.roomId, caller.userId, input.clientId)) throw new Repeated();
    return { ...input, ...(await this.forwarding.copy(caller, input.forwardOf)) };
  }

  /** What takes its files along has a transaction of its own. */
  private async sendAlone(caller: Caller, said: Said, contentHash: Buffer): Promise<Message> {
    const { roomId } = await this.access.allow(caller, said.roomId, 'post');
    await this.writer.caughtUp(roomId);
    const message = await this.database.transaction((tx) => this.insert(tx, caller, said, contentHash));
    this.timeline.publish([message]);
    return message;
  }

  /** The transaction: the head first, then whether all of it still holds. */
  private async insert(tx: Tx, caller: Caller, said: Said, contentHash: Buffer): Promise<Message> {
    const { roomId, clientId, body, replyToId, forwarded, attachmentIds } = said;
    const { lastSeq: seq, revision } = await this.messages.advanceHead(tx, roomId, { seq: 1, revision: 1 });
    const admission = await this.access.allowLocked(tx, caller, roomId, 'post');
    if (replyToId && !(await this.messages.isIn(tx, replyToId, roomId, admission.visibleFromSeq)))
      throw new Problem('message_not_found', undefined, { replyToId: ['is not a message of this room'] });
    const place = { roomId, seq, revision, kind: 'text', authorId: caller.userId } as const;
    const called = forwarded ? {} : await this.called(tx, admission, body);
    const words = { body, replyToId, forwarded, clientId, contentHash };
    const inserted = await this.messages.insert(tx, { ...place, ...called, ...words });
    if (!inserted) throw new Repeated();
    await this.rooms.markOwnMessageRead(tx, roomId, caller.userId, seq);
    if (!attachmentIds?.length) return inserted;
    return { ...inserted, attachments: await this.attachments.attach(tx, caller.userId, attachmentIds, inserted) };
  }

  /** Only members can be called, and everybody only by those whom the room lets. */
  private async called(tx: Tx, admission: Admission, body: string) {
    const { names, room } = parseMentions(body);
    return {
      mentions: names.length ? await this.members.idsByName(tx, admission.roomId, names) : [],
      mentionsRoom: room && mayMentionRoom(admission, admission.mentionRoomBy),
    };
  }

  /** What was stored when this clientId came first. */
  private async first({ userId }: Caller, { roomId, clientId }: SendMessage, contentHash: Buffer): Promise<Message> {
    const stored = await this.messages.byClientId(roomId, userId, clientId);
    if (!stored) throw new Problem('unavailable');
    if (!stored.contentHash.equals(contentHash)) throw new Problem('client_id_reused');
    return stored.message;
  }
}

/** Tells a repeat from another message under the same clientId. */
const hashOf = ({ body, replyToId, attachmentIds, forwardOf }: SendMessage): Buffer =>
  hash(
    'sha256',
    JSON.stringify([body, replyToId ?? null, attachmentIds ?? [], ...(forwardOf ? [forwardOf] : [])]),
    'buffer',
  );

/** A forwarded message says what the other one says; a comment on it is a message of its own. */
function insistOnWords({ body, forwardOf, attachmentIds = [] }: SendMessage): void {
  if (forwardOf && body) throw new Problem('invalid_input', undefined, { body: ['must be empty with forwardOf'] });
  if (forwardOf && attachmentIds.length)
    throw new Problem('invalid_input', undefined, { attachmentIds: ['must be empty with forwardOf'] });
  if (!forwardOf && !attachmentIds.length && body.trim() === '')
    throw new Problem('invalid_input', undefined, { body: ['must not be blank'] });
}

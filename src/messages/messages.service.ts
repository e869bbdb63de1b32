import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { mayRoom } from '../rooms/rooms.policy.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import type { Changes, History, Message } from '../timeline/message.dto.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import type { ChangesQuery, HistoryQuery, SendMessage } from './messages.dto.ts';
import { mayDelete, mayEdit } from './messages.policy.ts';

/** A send, and whether it is the first of its clientId. */
export interface Sent {
  message: Message;
  created: boolean;
}

/** Thrown inside the transaction to give the number back that a repeat had taken. */
class Repeated extends Error {}

/** The second of the three rooms a message passes through: the rules. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly messages: TimelineRepository,
    private readonly timeline: TimelineService,
    private readonly database: Database,
  ) {}

  /**
   * Sends once: the answer comes after the commit, and a repeat of the clientId answers the first message.
   * @throws Problem `client_id_reused` when the repeat says something else
   */
  async send(caller: Caller, input: SendMessage): Promise<Sent> {
    const { roomId, clientId, body, replyToId, attachmentIds = [] } = input;
    await this.access.allow(caller, roomId, 'post');
    if (attachmentIds.length)
      throw new Problem('invalid_input', undefined, { attachmentIds: ['are not yours or do not exist'] });
    if (body.trim() === '') throw new Problem('invalid_input', undefined, { body: ['must not be blank'] });
    const contentHash = hashOf(input);
    try {
      const message = await this.database.transaction(async (tx) => {
        const { lastSeq: seq, revision } = await this.messages.advance(tx, roomId, { seq: 1, revision: 1 });
        const { visibleFromSeq } = await this.access.allowLocked(tx, caller, roomId, 'post');
        if (replyToId && !(await this.messages.isIn(tx, replyToId, roomId, visibleFromSeq)))
          throw new Problem('message_not_found', undefined, { replyToId: ['is not a message of this room'] });
        const row = {
          roomId,
          seq,
          revision,
          kind: 'text',
          body,
          authorId: caller.userId,
          clientId,
          contentHash,
          replyToId,
        } as const;
        const inserted = await this.messages.insert(tx, row);
        if (!inserted) throw new Repeated();
        await this.rooms.markOwn(tx, roomId, caller.userId, seq);
        return inserted;
      });
      this.timeline.publish([message]);
      return { message, created: true };
    } catch (error) {
      if (!(error instanceof Repeated)) throw error;
      return { message: await this.first(caller, input, contentHash), created: false };
    }
  }

  async edit(caller: Caller, messageId: string, body: string): Promise<Message> {
    const message = await this.find(caller, messageId);
    await this.access.allow(caller, message.roomId, 'post');
    if (message.kind !== 'text' || !mayEdit(await this.readerOf(caller, message))) throw new Problem('forbidden');
    if (message.deletedAt) throw new Problem('message_deleted');
    if (message.body === body) return message;
    const edited = await this.database.transaction(async (tx) => {
      const { revision } = await this.messages.advance(tx, message.roomId, { revision: 1 });
      await this.access.allowLocked(tx, caller, message.roomId, 'post');
      const edited = await this.messages.edit(tx, messageId, body, revision);
      if (!edited) throw new Problem('message_deleted');
      return edited;
    });
    this.timeline.publish([edited]);
    return edited;
  }

  /** Leaves a tombstone. Deleting what is deleted already answers the tombstone. */
  async delete(caller: Caller, messageId: string): Promise<Message> {
    const message = await this.find(caller, messageId);
    if (message.kind !== 'text' || !mayDelete(await this.readerOf(caller, message))) throw new Problem('forbidden');
    if (message.deletedAt) return message;
    try {
      const tombstone = await this.database.transaction(async (tx) => {
        const { revision } = await this.messages.advance(tx, message.roomId, { revision: 1 });
        await this.access.allowLocked(tx, caller, message.roomId, 'read');
        const buried = await this.messages.bury(tx, messageId, revision);
        if (!buried) throw new Repeated();
        return buried;
      });
      this.timeline.publish([tombstone]);
      return tombstone;
    } catch (error) {
      if (error instanceof Repeated) return this.find(caller, messageId);
      throw error;
    }
  }

  /**
   * A message that the caller may read.
   * @throws Problem `message_not_found`, also for messages of rooms the caller is not in
   */
  async find(caller: Caller, messageId: string): Promise<Message> {
    const message = await this.messages.byId(messageId);
    if (!message) throw new Problem('message_not_found');
    const admission = await this.access.allow(caller, message.roomId, 'read').catch((error: unknown) => {
      throw error instanceof Problem && error.status < 500 ? new Problem('message_not_found') : error;
    });
    if (message.seq < admission.visibleFromSeq) throw new Problem('message_not_found');
    return message;
  }

  async history(caller: Caller, roomId: string, query: HistoryQuery): Promise<History> {
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'read');
    const { before, after, around, at, limit = 50 } = query;
    if ([before, after, around, at].filter((value) => value !== undefined).length > 1)
      throw new Problem('invalid_input', undefined, { before: ['give one of before, after, around and at'] });
    return this.timeline.history(roomId, visibleFromSeq, {
      before,
      after,
      around,
      limit,
      ...(at && { at: new Date(at) }),
    });
  }

  async changes(caller: Caller, roomId: string, { since, epoch }: ChangesQuery): Promise<Changes> {
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'read');
    return this.timeline.changes(roomId, visibleFromSeq, since, epoch);
  }

  /** What was stored when this clientId came first. */
  private async first({ userId }: Caller, { roomId, clientId }: SendMessage, contentHash: Buffer): Promise<Message> {
    const stored = await this.messages.byClientId(roomId, userId, clientId);
    if (!stored) throw new Problem('unavailable');
    if (!stored.contentHash.equals(contentHash)) throw new Problem('client_id_reused');
    return stored.message;
  }

  private async readerOf(caller: Caller, { roomId, author }: Message) {
    const standing = await this.access.allow(caller, roomId, 'read');
    return { isAuthor: author?.id === caller.userId, moderates: mayRoom('moderate', standing) };
  }
}

const hashOf = ({ body, replyToId, attachmentIds }: SendMessage): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([body, replyToId ?? null, attachmentIds ?? []]))
    .digest();

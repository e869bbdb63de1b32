import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import type { Tx } from '../common/database/database.ts';
import { Problem, type ProblemCode } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { Message } from '../timeline/message.dto.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { UnreadCountBroadcaster } from './unread-count-broadcaster.ts';
import { MessageAccess } from './message-access.ts';
import { MessageMutations } from './message-mutations.ts';
import { mayDelete, readerOf } from '../shared/messages.policy.ts';

const GONE: readonly ProblemCode[] = ['message_deleted', 'message_not_found', 'room_not_found'];

/** Deletes messages, which leave tombstones. */
@Injectable()
export class MessageDeletionService {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: MessageAccess,
    private readonly repository: TimelineRepository,
    private readonly mutations: MessageMutations,
    private readonly counts: UnreadCountBroadcaster,
  ) {}

  /**
   * Replaces a message by a tombstone. Deleting it again returns the tombstone.
   * @throws Problem `forbidden`, or `muted` for a moderator who is muted and deletes a message of another
   */
  async delete(caller: Caller, messageId: string): Promise<Message> {
    const { roomId, author, deletedAt } = await this.messages.find(caller, messageId);
    const isAuthor = author?.id === caller.userId;
    // A muted member may take back their own words; as a moderator they may do nothing.
    const action = isAuthor ? 'read' : 'moderate';
    const admission = await this.access.allow(caller, roomId, action);
    if (!mayDelete(readerOf(admission, isAuthor))) throw new Problem('forbidden');
    if (deletedAt) return this.messages.find(caller, messageId);
    let before: Message | undefined;
    const deleted = await this.mutations
      .apply(caller, messageId, action, async (tx, _, message) => {
        before = message;
        await this.repository.redact(tx, messageId);
        return true;
      })
      .catch((error: unknown) => {
        if (error instanceof Problem && error.code === 'message_deleted') return this.messages.find(caller, messageId);
        throw error;
      });
    await this.counts.deleted(before, deleted);
    return deleted;
  }

  /**
   * Replaces a message by a tombstone, for a decision that is made in the same transaction.
   * @param decide runs under the lock of the room's head, and throws to refuse: it is for it to know who may
   * @returns false, with nothing decided, when the message or its room is gone already
   */
  async deleteWith(roomId: string, messageId: string, decide: (tx: Tx) => Promise<unknown>): Promise<boolean> {
    let before: Message | undefined;
    const redact = async (tx: Tx, _: number, message: Message) => {
      before = message;
      await this.repository.redact(tx, messageId);
      return true;
    };
    try {
      const deleted = await this.mutations.change(roomId, messageId, redact, decide);
      if (deleted) await this.counts.deleted(before, deleted);
      return true;
    } catch (error) {
      if (error instanceof Problem && GONE.includes(error.code)) return false;
      throw error;
    }
  }
}

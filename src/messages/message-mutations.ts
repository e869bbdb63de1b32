import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Database, type Tx } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { RoomAction } from '../shared/rooms.policy.ts';
import type { Message } from '../timeline/message.dto.ts';
import { redactBefore } from '../timeline/message.view.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { MessageAccess } from './message-access.ts';
import { mayChange } from '../shared/messages.policy.ts';

/** Rolls back a mutation that changes nothing, so that it takes no revision. */
class Unchanged extends Error {}

/** Whether a message was changed; `reaction`: its reactions, and nothing else. */
export type Mutated = boolean | 'reaction';

/**
 * Changes a message as it is under the lock, and returns false when nothing had to change. It reads through the
 * transaction: a second connection, waited for under the lock, would wait for those that wait for the lock.
 */
type Mutation = (tx: Tx, revision: number, message: Message) => Promise<Mutated>;

/** Every visible change of an existing message: its revision in the order of the room, and a single broadcast of it. */
@Injectable()
export class MessageMutations {
  constructor(
    private readonly messages: MessageAccess,
    private readonly access: RoomAccess,
    private readonly repository: TimelineRepository,
    private readonly timeline: TimelineService,
    private readonly database: Database,
  ) {}

  /**
   * Mutates a message under the lock of the room's head and publishes it after the commit.
   * @param action the action that the mutation needs permission for
   * @returns the message as it is afterwards, also when nothing was changed
   * @throws Problem `message_deleted` for a tombstone
   */
  async apply(caller: Caller, messageId: string, action: RoomAction, mutation: Mutation): Promise<Message> {
    const { roomId, kind } = await this.messages.find(caller, messageId);
    if (!mayChange({ kind })) throw new Problem('forbidden');
    const { visibleFromSeq } = await this.access.allow(caller, roomId, action);
    const mayStill = (tx: Tx) => this.access.allowLocked(tx, caller, roomId, action);
    const changed = await this.change(roomId, messageId, mutation, mayStill);
    return changed ? redactBefore(visibleFromSeq)(changed) : this.messages.find(caller, messageId);
  }

  /**
   * The same for a change that is not of one caller: it is for the mutation to decide who may.
   * @param before runs under the lock, before the message is read
   * @returns the message as every member sees it; undefined when nothing was changed
   */
  async change(
    roomId: string,
    messageId: string,
    mutation: Mutation,
    before?: (tx: Tx) => Promise<unknown>,
  ): Promise<Message | undefined> {
    try {
      const changed = await this.database.transaction(async (tx) => {
        const { revision } = await this.repository.advanceHead(tx, roomId, { revision: 1 });
        await before?.(tx);
        const mutated = await this.mutate(tx, messageId, revision, mutation);
        if (!mutated) throw new Unchanged();
        return this.repository.applyRevision(tx, messageId, revision, mutated === 'reaction');
      });
      this.timeline.publish([changed]);
      return changed;
    } catch (error) {
      if (error instanceof Unchanged) return undefined;
      throw error;
    }
  }

  private async mutate(tx: Tx, messageId: string, revision: number, mutation: Mutation): Promise<Mutated> {
    const message = await this.repository.byId(messageId, tx);
    if (!message) throw new Problem('message_not_found');
    if (message.deletedAt) throw new Problem('message_deleted');
    return mutation(tx, revision, message);
  }
}

import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Database, type Tx } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { RoomAction } from '../shared/rooms.policy.ts';
import type { Message } from '../timeline/message.dto.ts';
import { redactBefore } from '../timeline/message.view.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { mayChange } from '../shared/messages.policy.ts';

/** Rolls back a change that changes nothing, so that it takes no revision. */
class Unchanged extends Error {}

type Mutation = (tx: Tx, revision: number, message: Message) => Promise<boolean>;

/** Every visible change of a message that is there: its place in the order, and everybody told of it once. */
@Injectable()
export class MessageMutations {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: TimelineRepository,
    private readonly timeline: TimelineService,
    private readonly database: Database,
  ) {}

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
    return redactBefore(admission.visibleFromSeq)(message);
  }

  /**
   * Makes a change under the lock of the room's head and tells everybody.
   * @param action what it is to the room
   * @param change does it to the message as it is under the lock; false when there was nothing to do, and the message
   *   is answered as it is. It reads through the transaction: whoever waits for a second connection while they hold
   *   the lock waits for those who wait for the lock.
   * @throws Problem `message_deleted` for a tombstone
   */
  async apply(caller: Caller, messageId: string, action: RoomAction, change: Mutation): Promise<Message> {
    const { roomId, kind } = await this.find(caller, messageId);
    if (!mayChange({ kind })) throw new Problem('forbidden');
    const { visibleFromSeq } = await this.access.allow(caller, roomId, action);
    try {
      const changed = await this.database.transaction(async (tx) => {
        const { revision } = await this.messages.advanceHead(tx, roomId, { revision: 1 });
        await this.access.allowLocked(tx, caller, roomId, action);
        if (!(await this.change(tx, messageId, revision, change))) throw new Unchanged();
        return this.messages.applyRevision(tx, messageId, revision);
      });
      this.timeline.publish([changed]);
      return redactBefore(visibleFromSeq)(changed);
    } catch (error) {
      if (error instanceof Unchanged) return this.find(caller, messageId);
      throw error;
    }
  }

  private async change(tx: Tx, messageId: string, revision: number, change: Mutation): Promise<boolean> {
    const message = await this.messages.byId(messageId, tx);
    if (!message) throw new Problem('message_not_found');
    if (message.deletedAt) throw new Problem('message_deleted');
    return change(tx, revision, message);
  }
}

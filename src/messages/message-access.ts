import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { Message } from '../timeline/message.dto.ts';
import { redactBefore } from '../timeline/message.view.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';

/** Access to a single message, always through the access check of its room. */
@Injectable()
export class MessageAccess {
  constructor(
    private readonly access: RoomAccess,
    private readonly repository: TimelineRepository,
  ) {}

  /**
   * A message that the caller may read.
   * @throws Problem `message_not_found`, also for messages of rooms the caller is not in
   */
  async find(caller: Caller, messageId: string): Promise<Message> {
    const message = await this.repository.byId(messageId);
    if (!message) throw new Problem('message_not_found');
    const admission = await this.access.allow(caller, message.roomId, 'read').catch((error: unknown) => {
      throw error instanceof Problem && error.status < 500 ? new Problem('message_not_found') : error;
    });
    if (message.seq < admission.visibleFromSeq) throw new Problem('message_not_found');
    return redactBefore(admission.visibleFromSeq)(message);
  }
}

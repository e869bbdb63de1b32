import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import type { Message } from '../timeline/message.dto.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { MessageAccess } from './message-access.ts';
import type { SendMessage } from './messages.dto.ts';

/** The message that was stored when a clientId was first used. */
@Injectable()
export class SentMessageLookup {
  constructor(
    private readonly repository: TimelineRepository,
    private readonly messages: MessageAccess,
  ) {}

  /**
   * Undefined when the caller has not used this clientId in the room.
   * @throws Problem `client_id_reused` when it was used for another content, `message_not_found` when the caller may not
   *   read the message: a guest who sent it before they last joined
   */
  async find(
    caller: Caller,
    { roomId, clientId }: Pick<SendMessage, 'roomId' | 'clientId'>,
    contentHash: Buffer,
  ): Promise<Message | undefined> {
    const stored = await this.repository.byClientId(roomId, caller.userId, clientId);
    if (!stored) return undefined;
    if (!stored.contentHash.equals(contentHash)) throw new Problem('client_id_reused');
    return this.messages.find(caller, stored.id);
  }
}

import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { Message, MessagePage } from '../timeline/message.dto.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { MessageMutations } from './message-mutations.ts';

/** Maximum number of pinned messages in a room. */
const MAX_PINS = 100;

@Injectable()
export class PinsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: TimelineRepository,
    private readonly changes: MessageMutations,
  ) {}

  pin(caller: Caller, messageId: string): Promise<Message> {
    return this.changes.apply(caller, messageId, 'pin', async (tx) => {
      const pinned = await this.messages.setPin(tx, messageId, true);
      if (pinned && (await this.messages.countOtherPins(tx, messageId)) >= MAX_PINS) throw new Problem('too_many_pins');
      return pinned;
    });
  }

  unpin(caller: Caller, messageId: string): Promise<Message> {
    return this.changes.apply(caller, messageId, 'pin', (tx) => this.messages.setPin(tx, messageId, false));
  }

  /** The pinned messages of a room, last pinned first. */
  async list(caller: Caller, roomId: string): Promise<MessagePage> {
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'read');
    return { items: await this.messages.pins(roomId, visibleFromSeq), next: null };
  }
}

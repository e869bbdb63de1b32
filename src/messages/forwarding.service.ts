import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import type { Forwarded } from '../timeline/message.dto.ts';
import { MessageAccess } from './message-access.ts';

/** The text of a forwarded message, and its origin. */
export interface ForwardedCopy {
  body: string;
  forwarded: Forwarded;
}

/** Forwards messages that the caller may read, under the name of their original author. */
@Injectable()
export class ForwardingService {
  constructor(
    private readonly messages: MessageAccess,
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
  ) {}

  /**
   * @throws Problem `message_not_found` for a message that the caller may not read, `message_deleted` for a tombstone,
   *   `invalid_input` for a message without text
   */
  async copy(caller: Caller, messageId: string): Promise<ForwardedCopy> {
    const { roomId, kind, body, author, createdAt, deletedAt, forwarded } = await this.messages.find(caller, messageId);
    if (deletedAt) throw new Problem('message_deleted');
    if (kind !== 'text' || !body) throw new Problem('invalid_input', undefined, { forwardOf: ['has no text'] });
    if (forwarded) return { body, forwarded };
    return { body, forwarded: { author, createdAt, roomName: await this.visibleRoomName(caller, roomId) } };
  }

  private async visibleRoomName(caller: Caller, roomId: string): Promise<string | null> {
    const { kind } = await this.access.allow(caller, roomId, 'read');
    return kind === 'public' ? ((await this.rooms.view(roomId, caller.userId))?.name ?? null) : null;
  }
}

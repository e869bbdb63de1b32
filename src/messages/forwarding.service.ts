import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import type { Forwarded } from '../timeline/message.dto.ts';
import { AttachmentCopies } from '../uploads/attachments/attachment-copies.ts';
import { MessageAccess } from './message-access.ts';

/** The text of a forwarded message, and its origin. */
export interface ForwardedCopy {
  body: string;
  forwarded: Forwarded;
  /** Copies of its files, which the caller may send. */
  attachmentIds: string[];
}

/** Forwards messages that the caller may read, under the name of their original author. */
@Injectable()
export class ForwardingService {
  constructor(
    private readonly messages: MessageAccess,
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly files: AttachmentCopies,
  ) {}

  /**
   * @throws Problem `message_not_found` for a message that the caller may not read, `message_deleted` for a tombstone,
   *   `invalid_input` for a message without text and files, `quota_exceeded`
   */
  async copy(caller: Caller, messageId: string): Promise<ForwardedCopy> {
    const message = await this.messages.find(caller, messageId);
    const { roomId, kind, body, author, createdAt, deletedAt, attachments } = message;
    if (deletedAt) throw new Problem('message_deleted');
    const isEmpty = !body && !attachments.some(({ status }) => status !== 'refused');
    if (kind !== 'text' || isEmpty)
      throw new Problem('invalid_input', undefined, { forwardOf: ['has nothing to forward'] });
    const forwarded = message.forwarded ?? {
      author,
      createdAt,
      roomName: await this.visibleRoomName(caller, roomId),
    };
    const attachmentIds = attachments.length ? await this.files.copy(caller.userId, messageId) : [];
    if (!body && !attachmentIds.length) throw new Problem('message_deleted');
    return { body, forwarded, attachmentIds };
  }

  /** Removes the files of a copy that was not sent after all. */
  async discard({ userId }: Caller, { attachmentIds }: ForwardedCopy): Promise<void> {
    await this.files.remove(userId, attachmentIds);
  }

  private async visibleRoomName(caller: Caller, roomId: string): Promise<string | null> {
    const { kind } = await this.access.allow(caller, roomId, 'read');
    return kind === 'public' ? ((await this.rooms.view(roomId, caller.userId))?.name ?? null) : null;
  }
}

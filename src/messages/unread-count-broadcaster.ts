import { Injectable } from '@nestjs/common';
import { MembersRepository } from '../rooms/members/members.repository.ts';
import { RoomUpdateBroadcaster } from '../rooms/room-update-broadcaster.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import type { Message } from '../timeline/message.dto.ts';

type MentionFields = Pick<Message, 'mentions' | 'mentionsRoom'>;

/** Up to so many members are informed each for themselves, more of them as the whole room. */
const MAX_NAMED_MEMBERS = 50;

/** After an edit or a deletion: sends the unread counts, and the newest message, to members for whom they changed. */
@Injectable()
export class UnreadCountBroadcaster {
  constructor(
    private readonly roomUpdates: RoomUpdateBroadcaster,
    private readonly members: MembersRepository,
    private readonly rooms: RoomsRepository,
  ) {}

  /** Call it after the commit. @param before as it was under the lock; undefined when nothing was changed */
  async edited(before: MentionFields | undefined, message: Message): Promise<void> {
    const { roomId, mentions, mentionsRoom, inRoom } = message;
    if (!before || !inRoom) return;
    if (before.mentionsRoom !== mentionsRoom) return this.roomUpdates.countsChanged(roomId);
    const former = before.mentions.filter((id) => !mentions.includes(id));
    const added = mentions.filter((id) => !before.mentions.includes(id));
    if (former.length || added.length) await this.roomUpdates.countsChanged(roomId, [...former, ...added]);
  }

  /**
   * Call it after the commit. A deleted message is neither unread nor the room's newest any more: those who had not read
   * it get other counts, and after the newest message everybody gets another preview. A reply that stays in its thread
   * counts in no room.
   */
  async deleted(before: Message | undefined, { roomId, seq, inRoom }: Message): Promise<void> {
    if (!before || !inRoom) return;
    if (!(await this.rooms.hasShownAfter(roomId, seq))) return this.roomUpdates.countsChanged(roomId);
    const userIds = await this.members.unreadBefore(roomId, seq, MAX_NAMED_MEMBERS + 1);
    if (userIds.length > MAX_NAMED_MEMBERS) return this.roomUpdates.countsChanged(roomId);
    if (userIds.length) await this.roomUpdates.countsChanged(roomId, userIds);
  }
}

import { Injectable } from '@nestjs/common';
import { RoomUpdateBroadcaster } from '../rooms/room-update-broadcaster.ts';
import type { Message } from '../timeline/message.dto.ts';

type MentionFields = Pick<Message, 'mentions' | 'mentionsRoom'>;

/** After an edit or a deletion: sends the unread counts to members who are newly mentioned or no longer mentioned. */
@Injectable()
export class MentionCountBroadcaster {
  constructor(private readonly roomUpdates: RoomUpdateBroadcaster) {}

  /** Call it after the commit. @param before as it was under the lock; undefined when nothing was changed */
  async changed(before: MentionFields | undefined, { roomId, mentions, mentionsRoom }: Message): Promise<void> {
    if (!before) return;
    if (before.mentionsRoom !== mentionsRoom) return this.roomUpdates.countsChanged(roomId);
    const former = before.mentions.filter((id) => !mentions.includes(id));
    const added = mentions.filter((id) => !before.mentions.includes(id));
    if (former.length || added.length) await this.roomUpdates.countsChanged(roomId, [...former, ...added]);
  }
}

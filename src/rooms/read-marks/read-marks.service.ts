import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import type { NotifyLevel } from '../members/members.dto.ts';
import { ReadMarkBroadcaster } from './read-mark-broadcaster.ts';
import type { ReadState } from './read-marks.dto.ts';
import { ReadMarksRepository } from './read-marks.repository.ts';
import { RoomAccess } from '../room-access.ts';
import { RoomUpdateBroadcaster } from '../room-update-broadcaster.ts';
import type { Room } from '../rooms.dto.ts';
import { RoomsRepository } from '../rooms.repository.ts';

/** Read marks and notification levels of members. */
@Injectable()
export class ReadMarksService {
  constructor(
    private readonly access: RoomAccess,
    private readonly marks: ReadMarksRepository,
    private readonly rooms: RoomsRepository,
    private readonly markUpdates: ReadMarkBroadcaster,
    private readonly roomUpdates: RoomUpdateBroadcaster,
  ) {}

  async markRead(caller: Caller, roomId: string, seq: number): Promise<ReadState> {
    await this.access.allow(caller, roomId, 'read');
    const mark = await this.marks.moveUp(roomId, caller.userId, seq);
    if (!mark) throw new Problem('room_not_found');
    const { moved, lastReadSeq, unreadCount } = mark;
    if (moved) await this.markUpdates.movedUp(roomId, caller.userId, mark);
    return { lastReadSeq, unreadCount };
  }

  /** Marks a message and all after it as unread again. */
  async markUnread(caller: Caller, roomId: string, seq: number): Promise<ReadState> {
    await this.access.allow(caller, roomId, 'read');
    const mark = await this.marks.moveDown(roomId, caller.userId, seq);
    if (!mark) throw new Problem('room_not_found');
    const { moved, lastReadSeq, unreadCount } = mark;
    if (moved) this.markUpdates.movedDown(roomId, caller.userId, mark);
    return { lastReadSeq, unreadCount };
  }

  async setNotify(caller: Caller, roomId: string, notify: NotifyLevel): Promise<Room> {
    await this.access.allow(caller, roomId, 'read');
    await this.marks.setNotify(roomId, caller.userId, notify);
    const room = await this.rooms.viewOrFail(roomId, caller.userId);
    await this.roomUpdates.changedFor(roomId, caller.userId);
    return room;
  }
}

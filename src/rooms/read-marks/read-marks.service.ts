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

/** How far members have read, and how loud a room is for them. */
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

  /** Takes back having read from a message on. */
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

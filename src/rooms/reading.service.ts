import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { Realtime } from '../realtime/realtime.service.ts';
import { RoomAccess } from './room-access.ts';
import type { NotifyLevel, ReadState, Room } from './rooms.dto.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** How far people have read, and how loud a room is for them. */
@Injectable()
export class ReadingService {
  constructor(
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly realtime: Realtime,
  ) {}

  async markRead(caller: Caller, roomId: string, seq: number): Promise<ReadState> {
    await this.access.allow(caller, roomId, 'read');
    const state = await this.rooms.markRead(roomId, caller.userId, seq);
    if (!state) throw new Problem('room_not_found');
    const { moved, mentionCount, ...read } = state;
    if (moved) {
      const changed = { roomId, userId: caller.userId, lastReadSeq: read.lastReadSeq };
      this.realtime.emit(`user:${caller.userId}`, 'read_changed', {
        ...changed,
        unreadCount: read.unreadCount,
        mentionCount,
      });
      this.realtime.emit(`room:${roomId}`, 'read_changed', changed, `user:${caller.userId}`);
    }
    return read;
  }

  async setNotify(caller: Caller, roomId: string, notify: NotifyLevel): Promise<Room> {
    await this.access.allow(caller, roomId, 'read');
    await this.rooms.setNotify(roomId, caller.userId, notify);
    const room = await this.rooms.view(roomId, caller.userId);
    if (!room) throw new Problem('room_not_found');
    this.realtime.emit(`user:${caller.userId}`, 'room_updated', room);
    return room;
  }
}

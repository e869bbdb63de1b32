import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { ReadMarkBroadcaster } from './read-mark-broadcaster.ts';
import type { AllRead, MarkUnread, ReadState } from './read-marks.dto.ts';
import { ReadMarksRepository } from './read-marks.repository.ts';
import { RoomAccess } from '../room-access.ts';

/** Read marks of members. */
@Injectable()
export class ReadMarksService {
  constructor(
    private readonly access: RoomAccess,
    private readonly marks: ReadMarksRepository,
    private readonly markUpdates: ReadMarkBroadcaster,
  ) {}

  async markRead(caller: Caller, roomId: string, seq: number): Promise<ReadState> {
    await this.access.allow(caller, roomId, 'read');
    const mark = await this.marks.moveUp(roomId, caller.userId, seq);
    if (!mark) throw new Problem('room_not_found');
    const { moved, lastReadSeq, unreadCount } = mark;
    if (moved) await this.markUpdates.movedUp(roomId, caller.userId, mark);
    return { lastReadSeq, unreadCount };
  }

  /** Marks everything as read, in all rooms of the caller. */
  async markAllRead({ userId }: Caller): Promise<AllRead> {
    const moved = await this.marks.moveAllUp(userId);
    for (const { roomId, lastSeq } of moved)
      await this.markUpdates.movedUp(roomId, userId, {
        lastReadSeq: lastSeq,
        unreadCount: 0,
        mentionCount: 0,
        lastSeq,
      });
    return { before: moved.map(({ roomId, lastReadSeq }) => ({ roomId, lastReadSeq })) };
  }

  /** Marks as unread again what was marked as read; rooms that the caller has left meanwhile are passed over. */
  async readBack({ userId }: Caller, rooms: readonly MarkUnread[]): Promise<void> {
    for (const { roomId, seq } of rooms) {
      const mark = await this.marks.moveDown(roomId, userId, seq);
      if (mark?.moved) this.markUpdates.movedDown(roomId, userId, mark);
    }
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
}

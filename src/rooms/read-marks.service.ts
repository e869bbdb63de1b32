import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { ReadReceipts } from './read-receipts.ts';
import { RoomAccess } from './room-access.ts';
import { RoomUpdates } from './room-updates.ts';
import type { NotifyLevel } from './members.dto.ts';
import type { ReadState } from './read-marks.dto.ts';
import type { Room } from './rooms.dto.ts';
import { type ReadCounts, RoomsRepository } from './rooms.repository.ts';

/** A room that is never quiet is told of this often; the next mark or `sync` says the rest. */
const LOOKS = 10;

/** How far people have read, and how loud a room is for them. */
@Injectable()
export class ReadMarksService {
  constructor(
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly receipts: ReadReceipts,
    private readonly news: RoomUpdates,
    private readonly realtime: RealtimeService,
  ) {}

  async markRead(caller: Caller, roomId: string, seq: number): Promise<ReadState> {
    await this.access.allow(caller, roomId, 'read');
    const state = await this.rooms.markRead(roomId, caller.userId, seq);
    if (!state) throw new Problem('room_not_found');
    const { lastReadSeq, unreadCount } = state;
    if (state.moved) await this.tell(caller.userId, roomId, state);
    return { lastReadSeq, unreadCount };
  }

  /** Takes back having read from a message on; only the reader's own devices are told. */
  async markUnread(caller: Caller, roomId: string, seq: number): Promise<ReadState> {
    await this.access.allow(caller, roomId, 'read');
    const state = await this.rooms.markUnread(roomId, caller.userId, seq);
    if (!state) throw new Problem('room_not_found');
    const { moved, ...counts } = state;
    const changed = { roomId, userId: caller.userId, ...counts, back: true };
    if (moved) this.realtime.emit(`user:${caller.userId}`, 'read_changed', changed);
    return { lastReadSeq: counts.lastReadSeq, unreadCount: counts.unreadCount };
  }

  /**
   * Everybody learns how far, the reader's own connections also what is left. A message that was sent meanwhile may
   * reach them before or after: the counts say up to which message they count, and are told again until nothing came
   * in between.
   */
  private async tell(userId: string, roomId: string, counts: ReadCounts): Promise<void> {
    this.receipts.moved(roomId, userId);
    let told: ReadCounts | undefined;
    for (let now: ReadCounts | undefined = counts, looks = 0; now && looks < LOOKS; looks++) {
      const { unreadCount, mentionCount, lastSeq } = now;
      if (lastSeq === told?.lastSeq) return;
      const left = { unreadCount, mentionCount, lastSeq };
      this.realtime.emit(`user:${userId}`, 'read_changed', { roomId, userId, lastReadSeq: now.lastReadSeq, ...left });
      told = now;
      now = await this.rooms.markRead(roomId, userId, 0);
    }
  }

  async setNotify(caller: Caller, roomId: string, notify: NotifyLevel): Promise<Room> {
    await this.access.allow(caller, roomId, 'read');
    await this.rooms.setNotify(roomId, caller.userId, notify);
    const room = await this.rooms.view(roomId, caller.userId);
    if (!room) throw new Problem('room_not_found');
    await this.news.changedFor(roomId, caller.userId);
    return room;
  }
}

import { Injectable } from '@nestjs/common';
import type { Message } from '../../timeline/message.dto.ts';
import { RoomFeed } from '../../timeline/room-feed.ts';
import { RoomSubscriptions } from '../../timeline/room-subscriptions.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';
import { StateBroadcaster } from '../../transport/state-broadcaster.ts';
import { MemberUpdateBroadcaster } from './member-update-broadcaster.ts';
import type { Room, RoomLeft } from '../rooms.dto.ts';
import { RoomsRepository } from '../rooms.repository.ts';

interface OwnRoomKey {
  roomId: string;
  userId: string;
}

/** A member more or less, committed. */
export interface MembershipChange {
  notice: Message;
  /** In a group conversation each member sees other peers from now on. */
  isRegrouped: boolean;
}

/** Informs the connections of people who joined or left a room, and all other members. Call it after the commit. */
@Injectable()
export class MembershipBroadcaster {
  private readonly ownRooms: StateBroadcaster<OwnRoomKey, Room>;

  constructor(
    private readonly rooms: RoomsRepository,
    private readonly feed: RoomFeed,
    private readonly subscriptions: RoomSubscriptions,
    private readonly updates: MemberUpdateBroadcaster,
    private readonly realtime: RealtimeService,
  ) {
    this.ownRooms = new StateBroadcaster<OwnRoomKey, Room>({
      read: async ({ roomId, userId }) => {
        const room = await rooms.view(roomId, userId);
        return room?.role ? room : undefined;
      },
      equals: (emitted, now) => emitted.revision === now.revision,
      emit: ({ userId }, room) => realtime.emit(`user:${userId}`, 'room_updated', room),
    });
  }

  /**
   * The member's connections get the events of the room and the room itself; the others receive the new member.
   * @param change absent for the first members of a room
   */
  async joined(roomId: string, userId: string, change?: MembershipChange): Promise<Room> {
    const { visibleFromSeq = 1 } = (await this.rooms.facts(roomId, userId)) ?? {};
    await this.subscriptions.join({ userId, roomId, visibleFromSeq });
    const room = await this.rooms.viewOrFail(roomId, userId);
    if (change) this.feed.publish([change.notice]);
    this.realtime.emit(`user:${userId}`, 'room_joined', room);
    // Messages between reading the room and emitting it reached clients that did not know the room, and were ignored.
    await this.ownRooms.emitNewer({ roomId, userId }, room);
    await this.updates.joinedOrLeft(roomId, userId, change?.isRegrouped);
    return room;
  }

  /**
   * The connections of the person who left receive nothing more of the room, not even the notice of their departure.
   */
  async left(roomId: string, userId: string, reason: RoomLeft['reason'], change: MembershipChange): Promise<void> {
    this.realtime.removeFromRoom(userId, roomId);
    this.realtime.emit(`user:${userId}`, 'room_left', { roomId, reason });
    this.feed.publish([change.notice]);
    await this.updates.joinedOrLeft(roomId, userId, change.isRegrouped);
  }

  /** @param userIds the former members of a room that was deleted */
  deleted(roomId: string, userIds: string[]): void {
    this.realtime.closeRoom(roomId);
    const channels = userIds.map((id) => `user:${id}` as const);
    if (channels.length) this.realtime.emit(channels, 'room_left', { roomId, reason: 'deleted' });
  }
}

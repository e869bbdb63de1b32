import { Injectable } from '@nestjs/common';
import { RecentDeliveries } from '../cluster/recent-deliveries.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { type ClusterStateBroadcaster, StateBroadcasterFactory } from '../transport/state-broadcaster.ts';
import { MembersRepository } from './members/members.repository.ts';
import type { Room } from './rooms.dto.ts';
import { RoomChangesRepository } from './room-changes.repository.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** A room for all members, or for a single member. */
export interface RoomKey {
  roomId: string;
  userId?: string;
}

type RoomViews = Map<string, Room>;

/** Views for more members are not read again: that costs too much, and the next change or `sync` repairs their counts. */
const MAX_COMPARED_VIEWS = 50;

/** A client that has a newer message than the view keeps its own counts, so the view is read again after such a message. */
const hasSameRevisions = (emitted: RoomViews, now: RoomViews): boolean =>
  [...now].every(([userId, { revision }]) => emitted.get(userId)?.revision === revision);

/**
 * The same for a member's own view of a room and for the member as others see them: both are columns of the same row.
 */
export const roomChangeId = ({ roomId, userId }: RoomKey): string => (userId ? `${roomId} ${userId}` : roomId);

/** Sends members the room when the room itself has changed (`room_updated`), to each with their own role and counts. */
@Injectable()
export class RoomUpdateBroadcaster {
  /**
   * The changes of rooms and members that this node has delivered; `MemberUpdateBroadcaster` delivers some of the
   * latter.
   */
  readonly deliveries = new RecentDeliveries();
  private readonly broadcaster: ClusterStateBroadcaster<RoomKey, RoomViews>;

  constructor(
    private readonly rooms: RoomsRepository,
    private readonly changes: RoomChangesRepository,
    private readonly members: MembersRepository,
    private readonly realtime: RealtimeService,
    broadcasters: StateBroadcasterFactory,
  ) {
    this.broadcaster = broadcasters.create<RoomKey, RoomViews>({
      topic: 'room_changed',
      read: ({ roomId, userId }) => this.views(roomId, userId ? [userId] : realtime.usersInRoom(roomId)),
      equals: (emitted, now) => now.size > MAX_COMPARED_VIEWS || hasSameRevisions(emitted, now),
      emit: (_, views) => this.emit(views),
      versions: {
        idOf: roomChangeId,
        versionOf: ({ roomId, userId }) => (userId ? members.changedAt(roomId, userId) : changes.changedAt(roomId)),
        recent: async () =>
          (await changes.recentChanges()).map(({ roomId, changedAt }) => ({ key: { roomId }, version: changedAt })),
        deliveries: this.deliveries,
      },
    });
  }

  /** Call it after the commit. Each node reads the room once, for the members connected to it. */
  changed(roomId: string): Promise<void> {
    return this.broadcaster.publish({ roomId });
  }

  /** The same for a single member, on all their connections: their own role, counts or notification level changed. */
  changedFor(roomId: string, userId: string): Promise<void> {
    return this.broadcaster.publish({ roomId, userId });
  }

  /**
   * A change of messages has changed the unread counts; the triggers for changes of the room do not detect it.
   * @param userIds everybody in the room unless given
   */
  async countsChanged(roomId: string, userIds?: string[]): Promise<void> {
    if (!userIds) {
      await this.changes.record(roomId);
      return this.changed(roomId);
    }
    await this.members.recordChange(roomId, userIds);
    for (const userId of userIds) await this.changedFor(roomId, userId);
  }

  /** The room as it is now, to a member's connections to this node. */
  async emitLocally(roomId: string, userId: string): Promise<void> {
    this.emit(await this.views(roomId, [userId]));
  }

  private async views(roomId: string, userIds: string[]): Promise<RoomViews> {
    const connected = userIds.filter((id) => this.realtime.socketsOfUser(id).length);
    return connected.length ? this.rooms.viewsOf(roomId, connected) : new Map();
  }

  private emit(views: RoomViews): void {
    for (const [userId, room] of views) {
      for (const socket of this.realtime.socketsOfUser(userId))
        if (socket.rooms.has(`room:${room.id}`)) this.realtime.setNotifyAll(socket, room.id, room.notify === 'all');
      this.realtime.emitLocally(`user:${userId}`, 'room_updated', room);
    }
  }
}

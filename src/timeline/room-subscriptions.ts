import { Injectable, Logger } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { Bus } from '../cluster/bus.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import { RoomFeed } from './room-feed.ts';
import { RoomJoined } from './timeline-events.ts';

/** A room, the first message in it that a person may see, and whether they are notified of all of its messages. */
export interface VisibleRoom {
  roomId: string;
  visibleFromSeq: number;
  notifyAll?: boolean;
}

type Join = VisibleRoom & { userId: string };

/** The ids of the rooms whose events a socket gets. */
export const subscribedRooms = (socket: ParleySocket): Set<string> =>
  new Set([...socket.rooms].flatMap((channel) => (channel.startsWith('room:') ? channel.slice('room:'.length) : [])));

/** Which sockets receive the changes of which rooms, and for guests from which message on. */
@Injectable()
export class RoomSubscriptions {
  private readonly logger = new Logger(RoomSubscriptions.name);

  constructor(
    private readonly feed: RoomFeed,
    private readonly realtime: RealtimeService,
    private readonly bus: Bus,
    private readonly events: DomainEvents,
  ) {
    bus.on('join', (join: Join) => void this.joinHere(join));
  }

  /** Subscribes all sockets of a user, on every node, to a room that the user has joined. */
  async join(join: Join): Promise<void> {
    this.bus.publish('join', join);
    await this.joinHere(join);
  }

  /** Subscribes a socket to rooms. The caller reads what was committed before this resolves. */
  async subscribe(socket: ParleySocket, rooms: VisibleRoom[]): Promise<void> {
    await this.feed.follow(rooms.map(({ roomId }) => roomId));
    this.open(socket, rooms);
  }

  /** Subscribes a socket to a room that its user has joined while it was connected. */
  async subscribeToJoined(socket: ParleySocket, room: VisibleRoom): Promise<void> {
    await this.feed.follow([room.roomId]);
    const { isDirect, seq } = this.feed.positionOf(room.roomId);
    this.open(socket, [room]);
    void this.events.publish(new RoomJoined(socket, room.roomId, isDirect, seq));
  }

  /** Synchronous: earlier broadcasts do not reach this socket, and all later broadcasts do. */
  private open(socket: ParleySocket, rooms: VisibleRoom[]): void {
    for (const { roomId, visibleFromSeq, notifyAll = false } of rooms) {
      if (visibleFromSeq > 1) socket.data.visibleFrom.set(roomId, visibleFromSeq);
      else socket.data.visibleFrom.delete(roomId);
      this.realtime.setNotifyAll(socket, roomId, notifyAll);
    }
    void socket.join(rooms.map(({ roomId }) => `room:${roomId}`));
  }

  private async joinHere({ userId, ...room }: Join): Promise<void> {
    try {
      for (const socket of this.realtime.socketsOfUser(userId)) await this.subscribeToJoined(socket, room);
    } catch (error) {
      this.logger.warn(`${userId} receives nothing of room ${room.roomId} until the next sync: ${String(error)}`);
    }
  }
}

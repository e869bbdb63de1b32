import { Injectable } from '@nestjs/common';
import type { Room } from '../rooms/rooms.dto.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { RoomsService } from '../rooms/rooms.service.ts';
import { RoomSubscriptions, subscribedRooms } from '../timeline/room-subscriptions.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';

/** Subscribes a connection to all rooms of its person. */
@Injectable()
export class ConnectionSubscriber {
  constructor(
    private readonly rooms: RoomsService,
    private readonly roomsRepository: RoomsRepository,
    private readonly subscriptions: RoomSubscriptions,
    private readonly realtime: RealtimeService,
  ) {}

  /** To what concerns the person on all of their devices. */
  subscribeToPerson(socket: ParleySocket): Promise<void> {
    return this.realtime.joinUser(socket);
  }

  /** @returns the rooms as they are once the socket gets their events */
  async subscribeToAll(socket: ParleySocket): Promise<Room[]> {
    const subscribed = await this.subscribe(socket);
    // Read after subscribing: commits in between are in the response, in an event, or in both.
    const rooms = await this.rooms.mine(socket.data.caller);
    this.unsubscribeFromLeft(socket, subscribed, rooms);
    return rooms;
  }

  /** To the person's rooms; rooms joined from now on reach the socket through the person's channel. */
  private async subscribe(socket: ParleySocket): Promise<Set<string>> {
    const { userId } = socket.data.caller;
    const rooms = await this.roomsRepository.visibleTo(userId);
    await this.subscriptions.subscribe(socket, rooms);
    socket.data.synced = true;
    return new Set([...subscribedRooms(socket), ...rooms.map(({ roomId }) => roomId)]);
  }

  /** From rooms that were left meanwhile, on this node or another; a room that was joined since the query stays. */
  private unsubscribeFromLeft(socket: ParleySocket, subscribed: Set<string>, rooms: Room[]): void {
    const mine = new Set(rooms.map(({ id }) => id));
    for (const id of subscribed) if (!mine.has(id)) void socket.leave(`room:${id}`);
  }
}

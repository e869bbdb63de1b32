import { Injectable } from '@nestjs/common';
import { isRoomGranted } from '../common/caller.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { RoomSubscriptions, subscribedRooms } from '../timeline/room-subscriptions.ts';
import type { ParleySocket } from '../transport/realtime.service.ts';
import { SweepRepository } from './sweep.repository.ts';

/** Makes the rooms that sockets are subscribed to agree with the memberships in the database. */
@Injectable()
export class SubscriptionCorrector {
  constructor(
    private readonly sweeps: SweepRepository,
    private readonly rooms: RoomsRepository,
    private readonly subscriptions: RoomSubscriptions,
  ) {}

  async correctAll(sockets: ParleySocket[]): Promise<void> {
    // Read before the query: rooms joined or left meanwhile are left to the next sweep.
    const subscribed = new Map(sockets.map((socket) => [socket, subscribedRooms(socket)]));
    if (!subscribed.size) return;
    const memberships = await this.sweeps.roomsOf([...new Set(sockets.map((socket) => socket.data.caller.userId))]);
    for (const [socket, before] of subscribed) {
      const wanted = memberships.get(socket.data.caller.userId) ?? new Set();
      for (const roomId of before) if (!wanted.has(roomId)) await this.correct(socket, roomId);
      for (const roomId of wanted)
        if (!before.has(roomId) && isRoomGranted(socket.data.caller, roomId)) await this.correct(socket, roomId);
    }
  }

  private async correct(socket: ParleySocket, roomId: string): Promise<void> {
    const { userId } = socket.data.caller;
    const facts = await this.rooms.facts(roomId, userId);
    if (facts?.role) await this.subscriptions.subscribeToJoined(socket, facts);
    // Read again once subscribed: later commits move the socket by their own events.
    const room = facts?.role ? await this.rooms.view(roomId, userId) : undefined;
    if (room?.role) return void socket.emit('room_joined', room);
    await socket.leave(`room:${roomId}`);
    socket.emit('room_left', { roomId, reason: 'left' });
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { Bus } from '../realtime/bus.ts';
import { Realtime } from '../realtime/realtime.service.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** Tells everybody in a room that the room itself has changed. Each sees it with their own role and counts. */
@Injectable()
export class RoomNews {
  private readonly logger = new Logger(RoomNews.name);

  constructor(
    private readonly rooms: RoomsRepository,
    private readonly realtime: Realtime,
    private readonly bus: Bus,
  ) {
    bus.on('room_changed', ({ roomId }: { roomId: string }) => void this.tellHere(roomId));
  }

  /** Call it after the commit. Each node reads the room once, for the people connected to it. */
  async changed(roomId: string): Promise<void> {
    this.bus.publish('room_changed', { roomId });
    await this.tellHere(roomId);
  }

  /** The same for one person, on all their connections: their own role changed. */
  async changedFor(roomId: string, userId: string): Promise<void> {
    const room = await this.rooms.view(roomId, userId);
    if (room) this.realtime.emit(`user:${userId}`, 'room_updated', room);
  }

  private async tellHere(roomId: string): Promise<void> {
    try {
      const views = await this.rooms.viewsOf(roomId, this.realtime.peopleIn(roomId));
      for (const [userId, room] of views) this.realtime.local.to(`user:${userId}`).emit('room_updated', room);
    } catch (error) {
      this.logger.warn(`Room ${roomId} is shown as it was until the next sync: ${String(error)}`);
    }
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { Bus } from '../cluster/bus.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { RoomChangesRepository } from './room-changes.repository.ts';
import { RoomChangeDeliveries } from './room-change-deliveries.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** A room, as everybody in it sees it, or as one person does. */
interface Hint {
  roomId: string;
  userId?: string;
}

/** Tells everybody in a room that the room itself has changed. Each sees it with their own role and counts. */
@Injectable()
export class RoomUpdates {
  private readonly logger = new Logger(RoomUpdates.name);

  constructor(
    private readonly rooms: RoomsRepository,
    private readonly changes: RoomChangesRepository,
    private readonly told: RoomChangeDeliveries,
    private readonly realtime: RealtimeService,
    private readonly bus: Bus,
  ) {
    bus.on('room_changed', ({ roomId, userId }: Hint) => void this.tellHere(roomId, userId));
  }

  /** Call it after the commit. Each node reads the room once, for the people connected to it. */
  async changed(roomId: string): Promise<void> {
    this.bus.publish('room_changed', { roomId } satisfies Hint);
    await this.tellHere(roomId);
  }

  /** The same for one person, on all their connections: their own role, counts or wishes changed. */
  async changedFor(roomId: string, userId: string): Promise<void> {
    this.bus.publish('room_changed', { roomId, userId } satisfies Hint);
    await this.tellHere(roomId, userId);
  }

  /**
   * What is left unread for people has changed by a change of messages, which is none of the room.
   * @param userIds everybody in the room unless given
   */
  async countsChanged(roomId: string, userIds?: string[]): Promise<void> {
    await this.changes.note(roomId, userIds);
    if (!userIds) return this.changed(roomId);
    for (const userId of userIds) await this.changedFor(roomId, userId);
  }

  /** To this node's connections: for what it has found out by itself. */
  async tellHere(roomId: string, userId?: string): Promise<void> {
    const people = userId ? [userId] : this.realtime.usersInRoom(roomId);
    try {
      await this.told.during(roomId, userId, () => this.show(roomId, people));
    } catch (error) {
      this.logger.warn(`Room ${roomId} is shown as it was until the next look: ${String(error)}`);
    }
  }

  /** The room as it is now, to those of these people who are connected to this node. */
  async show(roomId: string, people: string[]): Promise<void> {
    const here = people.filter((id) => this.realtime.socketsOfUser(id).length);
    if (!here.length) return;
    for (const [id, room] of await this.rooms.viewsOf(roomId, here))
      this.realtime.emitLocally(`user:${id}`, 'room_updated', room);
  }
}

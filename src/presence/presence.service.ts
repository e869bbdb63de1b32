import { Injectable } from '@nestjs/common';
import { Announcements } from '../common/announcements.ts';
import type { Caller } from '../common/caller.ts';
import { AvailabilityChanged, Online } from '../realtime/online.ts';
import { type ParleySocket, Realtime } from '../realtime/realtime.service.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { summaryOf } from '../users/user.view.ts';
import { UsersRepository } from '../users/users.repository.ts';
import type { PresenceState } from './presence.dto.ts';

const WATCHING = 'presence:';

/** Who is there and who types. Told only to people who share a room with them and asked to know. */
@Injectable()
export class PresenceService {
  constructor(
    private readonly online: Online,
    private readonly users: UsersRepository,
    private readonly access: RoomAccess,
    private readonly realtime: Realtime,
    announcements: Announcements,
  ) {
    // Every node hears of every change and tells its own sockets.
    announcements.on(AvailabilityChanged, ({ userId, availability }) => {
      const lastSeenAt = availability === 'offline' ? new Date().toISOString() : null;
      const state = { userId, presence: availability, lastSeenAt } satisfies PresenceState;
      this.realtime.local.to(`presence:${userId}`).emit('presence_changed', state);
    });
  }

  /** The presence of those among these people who share a room with the caller. */
  async of(caller: Caller, userIds: string[]): Promise<PresenceState[]> {
    const met = await this.users.met(caller.userId, userIds);
    const lastSeen = await this.users.lastSeen(met.filter((id) => this.online.of(id) === 'offline'));
    return met.map((userId) => ({
      userId,
      presence: this.online.of(userId),
      lastSeenAt: lastSeen.get(userId)?.toISOString() ?? null,
    }));
  }

  /** Replaces what this connection watches. */
  async watch(socket: ParleySocket, userIds: string[]): Promise<PresenceState[]> {
    // Join before looking, or a change in between would be missed.
    const met = await this.users.met(socket.data.caller.userId, userIds);
    for (const channel of socket.rooms) if (channel.startsWith(WATCHING)) void socket.leave(channel);
    void socket.join(met.map((id) => WATCHING + id));
    return this.of(socket.data.caller, met);
  }

  async typing(caller: Caller, roomId: string, active: boolean): Promise<void> {
    await this.access.allow(caller, roomId, 'post');
    const user = await this.users.byId(caller.userId);
    if (!user) return;
    const typing = { roomId, user: summaryOf(user), active };
    this.realtime.emitVolatile(`room:${roomId}`, 'user_typing', typing, `user:${caller.userId}`);
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import type { Caller } from '../common/caller.ts';
import { AvailabilityChanged, PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { summaryOf } from '../users/user.view.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { PreferencesChanged } from '../users/users.service.ts';
import type { PresenceState } from './presence.dto.ts';

const WATCHING = 'presence:';
/** Whoever comes and goes meanwhile is told of once, and all of them after one look into the database. Milliseconds. */
const GATHER = 1_000;

/** Who is there and who types. Told only to people who share a room with them and asked to know. */
@Injectable()
export class PresenceService {
  private readonly logger = new Logger(PresenceService.name);
  /** People who came or went since it was last told, and when. */
  private moved = new Map<string, Date>();

  constructor(
    private readonly online: PresenceHeartbeat,
    private readonly users: UsersRepository,
    private readonly access: RoomAccess,
    private readonly realtime: RealtimeService,
    announcements: DomainEvents,
  ) {
    announcements.on(AvailabilityChanged, ({ userId }) => this.gather(userId));
    announcements.on(PreferencesChanged, ({ userId, before, now }) =>
      Boolean(before.hidePresence) === Boolean(now.hidePresence) ? undefined : this.tellEverywhere(userId),
    );
  }

  /** The presence of those among these people who share a room with the caller. */
  async of(caller: Caller, userIds: string[]): Promise<PresenceState[]> {
    return this.states(await this.users.sharingRoomWith(caller.userId, userIds), caller.userId);
  }

  /** Replaces what this connection watches. */
  async watch(socket: ParleySocket, userIds: string[]): Promise<PresenceState[]> {
    // Join before looking, or a change in between would be missed.
    const met = await this.users.sharingRoomWith(socket.data.caller.userId, userIds);
    for (const channel of socket.rooms) if (channel.startsWith(WATCHING)) void socket.leave(channel);
    void socket.join(met.map((id) => WATCHING + id));
    return this.of(socket.data.caller, met);
  }

  /** As one of them, or somebody else, sees them: whoever hides is offline and was never seen, but not to themselves. */
  private async states(userIds: string[], viewerId?: string): Promise<PresenceState[]> {
    const people = await this.users.lastSeen(userIds);
    return userIds.map((userId) => {
      const person = people.get(userId);
      if (!person || (person.hidden && userId !== viewerId)) return { userId, presence: 'offline', lastSeenAt: null };
      const presence = this.online.availabilityOf(userId);
      return { userId, presence, lastSeenAt: presence === 'offline' ? (person.seen?.toISOString() ?? null) : null };
    });
  }

  private gather(userId: string): void {
    if (!this.moved.size) setTimeout(() => void this.tellGathered(), GATHER).unref();
    this.moved.set(userId, new Date());
  }

  private async tellGathered(): Promise<void> {
    const { moved } = this;
    this.moved = new Map();
    try {
      await this.tellHere(moved);
    } catch (error) {
      this.logger.warn(`Nobody hears who has come or gone: ${String(error)}`);
    }
  }

  /** Every node hears of every coming and going and tells its own sockets; who hides comes and goes unseen. */
  private async tellHere(moved: ReadonlyMap<string, Date>): Promise<void> {
    const { rooms } = this.realtime.server.of('/').adapter;
    const people = await this.users.lastSeen([...moved.keys()].filter((userId) => rooms.has(WATCHING + userId)));
    for (const [userId, { hidden }] of people) {
      if (hidden) continue;
      // Looked at after the question, which may have taken longer than the one before it.
      const presence = this.online.availabilityOf(userId);
      const lastSeenAt = presence === 'offline' ? (moved.get(userId)?.toISOString() ?? null) : null;
      this.realtime.local.to(`presence:${userId}`).emit('presence_changed', { userId, presence, lastSeenAt });
    }
  }

  /** At once, on every screen but their own. */
  private async tellEverywhere(userId: string): Promise<void> {
    for (const state of await this.states([userId]))
      this.realtime.emit(`presence:${userId}`, 'presence_changed', state, `user:${userId}`);
  }

  async typing(caller: Caller, roomId: string, active: boolean): Promise<void> {
    await this.access.allow(caller, roomId, 'post');
    const user = await this.users.byId(caller.userId);
    if (!user) return;
    const typing = { roomId, user: summaryOf(user), active };
    this.realtime.emitVolatile(`room:${roomId}`, 'user_typing', typing, `user:${caller.userId}`);
  }
}

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

const WATCH_CHANNEL_PREFIX = 'presence:';
/** Changes of presence within this time are broadcast together, after a single query for all of them. */
const BATCH_DELAY_MS = 1_000;

/** Presence and typing, sent only to people who share a room with a person and watch them. */
@Injectable()
export class PresenceService {
  private readonly logger = new Logger(PresenceService.name);
  /** People whose availability has changed since the last broadcast, and when. */
  private pending = new Map<string, Date>();

  constructor(
    private readonly online: PresenceHeartbeat,
    private readonly users: UsersRepository,
    private readonly access: RoomAccess,
    private readonly realtime: RealtimeService,
    events: DomainEvents,
  ) {
    events.on(AvailabilityChanged, ({ userId }) => this.schedule(userId));
    events.on(PreferencesChanged, ({ userId, before, now }) =>
      Boolean(before.hidePresence) === Boolean(now.hidePresence) ? undefined : this.broadcastVisibility(userId),
    );
  }

  /** The presence of those among these people who share a room with the caller. */
  async of(caller: Caller, userIds: string[]): Promise<PresenceState[]> {
    return this.states(await this.users.sharingRoomWith(caller.userId, userIds), caller.userId);
  }

  /** Replaces the people that this connection watches. */
  async watch(socket: ParleySocket, userIds: string[]): Promise<PresenceState[]> {
    // Joined before reading, or a change in between would be missed.
    const met = await this.users.sharingRoomWith(socket.data.caller.userId, userIds);
    for (const channel of socket.rooms) if (channel.startsWith(WATCH_CHANNEL_PREFIX)) void socket.leave(channel);
    void socket.join(met.map((id) => WATCH_CHANNEL_PREFIX + id));
    return this.of(socket.data.caller, met);
  }

  /** As a viewer sees them: people who hide their presence are offline and never seen, except for themselves. */
  private async states(userIds: string[], viewerId?: string): Promise<PresenceState[]> {
    const people = await this.users.lastSeen(userIds);
    return userIds.map((userId) => {
      const person = people.get(userId);
      if (!person || (person.hidden && userId !== viewerId)) return { userId, presence: 'offline', lastSeenAt: null };
      const presence = this.online.availabilityOf(userId);
      return { userId, presence, lastSeenAt: presence === 'offline' ? (person.seen?.toISOString() ?? null) : null };
    });
  }

  private schedule(userId: string): void {
    if (!this.pending.size) setTimeout(() => void this.broadcastPending(), BATCH_DELAY_MS).unref();
    this.pending.set(userId, new Date());
  }

  private async broadcastPending(): Promise<void> {
    const { pending } = this;
    this.pending = new Map();
    try {
      await this.emitLocally(pending);
    } catch (error) {
      this.logger.warn(`Changes of presence are not broadcast: ${String(error)}`);
    }
  }

  /**
   * Every node receives every change and informs its own connections; changes of people who hide their presence are not
   * sent.
   */
  private async emitLocally(pending: ReadonlyMap<string, Date>): Promise<void> {
    const { rooms } = this.realtime.server.of('/').adapter;
    const people = await this.users.lastSeen(
      [...pending.keys()].filter((userId) => rooms.has(WATCH_CHANNEL_PREFIX + userId)),
    );
    for (const [userId, { hidden }] of people) {
      if (hidden) continue;
      // Read after the query, which may have taken longer than an earlier query.
      const presence = this.online.availabilityOf(userId);
      const lastSeenAt = presence === 'offline' ? (pending.get(userId)?.toISOString() ?? null) : null;
      this.realtime.local.to(`presence:${userId}`).emit('presence_changed', { userId, presence, lastSeenAt });
    }
  }

  /** At once, to every watching connection except the person's own. */
  private async broadcastVisibility(userId: string): Promise<void> {
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

import { Injectable } from '@nestjs/common';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import { summaryOf } from '../users/user.view.ts';
import { BlocksRepository } from '../users/blocks.repository.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { stateFor } from './presence-broadcaster.ts';
import type { PresenceState } from './presence.dto.ts';

const WATCH_CHANNEL_PREFIX = 'presence:';

/** Presence and typing, sent only to people who share a room with a person and watch them. */
@Injectable()
export class PresenceService {
  constructor(
    private readonly online: PresenceHeartbeat,
    private readonly users: UsersRepository,
    private readonly access: RoomAccess,
    private readonly realtime: RealtimeService,
    private readonly blocks: BlocksRepository,
  ) {}

  /**
   * The presence of those among these people who share a room with the caller; people who hide theirs see it. Of two people of
   * whom one has blocked the other, each is offline to the other.
   */
  async of(caller: Caller, userIds: string[]): Promise<PresenceState[]> {
    const visible = await this.users.sharingRoomWith(caller.userId, userIds);
    const people = await this.users.lastSeen(visible);
    for (const userId of await this.blocks.apartFrom(caller.userId)) people.delete(userId);
    return visible.map((userId) => {
      const person = people.get(userId);
      return stateFor(userId, person && { ...person, hidden: person.hidden && userId !== caller.userId }, this.online);
    });
  }

  /**
   * Replaces the people that this connection watches.
   * @throws Problem `forbidden` before the first `sync`: no event reaches a socket until then
   */
  async watch(socket: ParleySocket, userIds: string[]): Promise<PresenceState[]> {
    if (!socket.data.synced) throw new Problem('forbidden', 'Send sync first');
    // Joined before reading, or a change in between would be missed.
    const met = await this.users.sharingRoomWith(socket.data.caller.userId, userIds);
    for (const channel of socket.rooms) if (channel.startsWith(WATCH_CHANNEL_PREFIX)) void socket.leave(channel);
    void socket.join(met.map((id) => WATCH_CHANNEL_PREFIX + id));
    return this.of(socket.data.caller, met);
  }

  async typing(caller: Caller, roomId: string, active: boolean): Promise<void> {
    await this.access.allow(caller, roomId, 'post');
    const user = await this.users.byId(caller.userId);
    // Typing would show that a person who appears offline is online.
    if (!user || user.preferences.hidePresence) return;
    const typing = { roomId, user: summaryOf(user), active };
    const unseenBy = [caller.userId, ...(await this.blocks.apartFrom(caller.userId))];
    this.realtime.emitVolatile(
      `room:${roomId}`,
      'user_typing',
      typing,
      unseenBy.map((id) => `user:${id}` as const),
    );
  }
}

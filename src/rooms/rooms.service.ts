import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { LobbyService } from './lobby.service.ts';
import { MembershipService } from './membership.service.ts';
import { RoomAccess } from './room-access.ts';
import type { FindRooms, Room, RoomPage } from './rooms.dto.ts';
import { mayBrowseDirectory } from '../shared/rooms.policy.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** What people see of rooms. */
@Injectable()
export class RoomsService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly access: RoomAccess,
    private readonly membership: MembershipService,
    private readonly lobby: LobbyService,
  ) {}

  /** All rooms of the caller; whoever has an account and is not in the Lobby yet is let in first. */
  async mine(caller: Caller): Promise<Room[]> {
    const rooms = await this.rooms.roomsOf(caller.userId);
    if (caller.role === 'guest' || rooms.some(({ lobby }) => lobby)) return rooms;
    await this.lobby.admit(caller.userId, caller.role);
    return this.rooms.roomsOf(caller.userId);
  }

  async show(caller: Caller, roomId: string): Promise<Room> {
    await this.access.allow(caller, roomId, 'see');
    return this.membership.show(roomId, caller.userId);
  }

  /** Public rooms by name; nothing for guests, who enter by code only. */
  async directory(caller: Caller, { q = '', limit = 50, cursor }: FindRooms): Promise<RoomPage> {
    if (!mayBrowseDirectory(caller.role)) throw new Problem('forbidden');
    const rows = await this.rooms.directory(caller.userId, q, limit, cursorKeys(cursor, ['', '']));
    return page(rows, limit, ({ name, id }) => [name, id]);
  }
}

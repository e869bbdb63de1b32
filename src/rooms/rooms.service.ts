import { Injectable } from '@nestjs/common';
import { type Caller, isRoomGranted } from '../common/caller.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { DirectRoomsService } from './direct-rooms.service.ts';
import { LobbyService } from './members/lobby.service.ts';
import { RoomAccess } from './room-access.ts';
import { RoomDeletionService } from './room-deletion.service.ts';
import type { FindRooms, Room, RoomPage } from './rooms.dto.ts';
import { mayBrowseDirectory } from '../shared/rooms.policy.ts';
import { RoomsRepository, type WantedRooms } from './rooms.repository.ts';

/** Higher than every id. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Lists, shows and deletes rooms. */
@Injectable()
export class RoomsService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly access: RoomAccess,
    private readonly lobby: LobbyService,
    private readonly directRooms: DirectRoomsService,
    private readonly deletion: RoomDeletionService,
  ) {}

  /**
   * All rooms of the caller, who is added to the Lobby first if they have an account and are not in it yet; of a token that is
   * limited to rooms, those.
   */
  async mine(caller: Caller): Promise<Room[]> {
    const rooms = await this.joinedBy(caller);
    return caller.token?.roomIds ? rooms.filter(({ id }) => isRoomGranted(caller, id)) : rooms;
  }

  private async joinedBy(caller: Caller): Promise<Room[]> {
    const rooms = await this.rooms.roomsOf(caller.userId);
    if (caller.role === 'guest' || caller.bot || rooms.some(({ lobby }) => lobby)) return rooms;
    await this.lobby.admit(caller.userId, caller.role);
    return this.rooms.roomsOf(caller.userId);
  }

  async show(caller: Caller, roomId: string): Promise<Room> {
    await this.access.allow(caller, roomId, 'see');
    return this.rooms.viewOrFail(roomId, caller.userId);
  }

  /** Public rooms by name or activity; nothing for guests, who enter by code only, and for bots, which others put into rooms. */
  async directory(caller: Caller, { q = '', limit = 50, cursor, show, sort }: FindRooms): Promise<RoomPage> {
    if (caller.bot || !mayBrowseDirectory(caller.role)) throw new Problem('forbidden');
    const wanted = { q, isNew: show === 'new' };
    if (sort === 'activity') return this.byActivity(caller.userId, wanted, limit, cursor);
    const rows = await this.rooms.directory(caller.userId, wanted, limit, cursorKeys(cursor, ['text', 'id'], ['', '']));
    return page(rows, limit, ({ name, id }) => [name, id]);
  }

  private async byActivity(userId: string, wanted: WantedRooms, limit: number, cursor?: string): Promise<RoomPage> {
    const rows = await this.rooms.activeIds(userId, wanted, limit, cursorKeys(cursor, ['id'], [LAST_ID]));
    const { items, next } = page(rows, limit, ({ newest }) => [newest]);
    const views = await this.rooms.viewsByIds(
      userId,
      items.map(({ id }) => id),
    );
    return { items: items.flatMap(({ id }) => views.get(id) ?? []), next };
  }

  openDirect(caller: Caller, userId: string): Promise<Room> {
    return this.directRooms.openWith(caller, userId);
  }

  delete(caller: Caller, roomId: string): Promise<void> {
    return this.deletion.delete(caller, roomId);
  }
}

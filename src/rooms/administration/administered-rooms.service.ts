import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { cursorKeys, page } from '../../common/page.ts';
import { Problem } from '../../common/problem.ts';
import { mayManageRooms } from '../../shared/admin.policy.ts';
import { MemberUpdateBroadcaster } from '../members/member-update-broadcaster.ts';
import { RoomDeletionService } from '../room-deletion.service.ts';
import { RoomUpdateBroadcaster } from '../room-update-broadcaster.ts';
import type {
  AdministeredRoom,
  AdministeredRoomPage,
  FindAdministeredRooms,
  OwnerCandidates,
} from './room-administration.dto.ts';
import { RoomAdministrationRepository } from './room-administration.repository.ts';
import { RoomAdministrationService } from './room-administration.service.ts';

/** The rooms of the server for administrators, and what they do with them, told to those who are in them. */
@Injectable()
export class AdministeredRoomsService {
  constructor(
    private readonly repository: RoomAdministrationRepository,
    private readonly administration: RoomAdministrationService,
    private readonly deletion: RoomDeletionService,
    private readonly rooms: RoomUpdateBroadcaster,
    private readonly members: MemberUpdateBroadcaster,
  ) {}

  async list(caller: Caller, query: FindAdministeredRooms): Promise<AdministeredRoomPage> {
    assertAllowed(caller);
    const { limit = 50, cursor } = query;
    const rows = await this.repository.find(query, limit, cursorKeys(cursor, ['text', 'id'], ['', '']));
    return page(rows, limit, ({ name, id }) => [name, id]);
  }

  async candidates(caller: Caller, roomId: string): Promise<OwnerCandidates> {
    assertAllowed(caller);
    return { items: await this.repository.candidates(roomId) };
  }

  async archive(caller: Caller, roomId: string, archived: boolean): Promise<AdministeredRoom> {
    await this.assertKnown(caller, roomId);
    await this.administration.archive(caller, roomId, archived);
    await this.rooms.changed(roomId);
    return this.assertKnown(caller, roomId);
  }

  async giveOwner(caller: Caller, roomId: string, userId: string): Promise<AdministeredRoom> {
    await this.assertKnown(caller, roomId);
    await this.administration.giveOwner(caller, roomId, userId);
    await this.members.roleOrMuteChanged(roomId, userId);
    return this.assertKnown(caller, roomId);
  }

  async delete(caller: Caller, roomId: string, name: string): Promise<void> {
    await this.assertKnown(caller, roomId);
    await this.deletion.deleteRoom(roomId, (tx) => this.administration.authorizeDeletion(tx, caller, roomId, name));
  }

  /** @throws Problem `forbidden`, `room_not_found`, also for direct rooms */
  private async assertKnown(caller: Caller, roomId: string): Promise<AdministeredRoom> {
    assertAllowed(caller);
    const room = await this.repository.one(roomId);
    if (!room) throw new Problem('room_not_found');
    return room;
  }
}

function assertAllowed({ role }: Caller): void {
  if (!mayManageRooms(role)) throw new Problem('forbidden');
}

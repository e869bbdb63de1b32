import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import type { Tx } from '../common/database/database.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { MembersRepository } from './members/members.repository.ts';
import { MembershipBroadcaster } from './members/membership-broadcaster.ts';
import { assertNotFixed, RoomAccess } from './room-access.ts';
import { recordRoomAct } from './room-acts.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** Deletes rooms: at once for everybody; `RoomCleanup` removes the messages later. */
@Injectable()
export class RoomDeletionService {
  constructor(
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly timeline: TimelineService,
    private readonly broadcaster: MembershipBroadcaster,
  ) {}

  async delete(caller: Caller, roomId: string): Promise<void> {
    assertNotFixed('delete', await this.access.allow(caller, roomId, 'delete'));
    await this.deleteRoom(roomId, async (tx) => {
      await this.access.allowLocked(tx, caller, roomId, 'delete');
      await recordRoomAct(tx, 'room_deleted', { actorId: caller.userId, roomId });
    });
  }

  /** Removes the members and frees the code. @param authorize called under the lock; it throws to refuse */
  async deleteRoom(roomId: string, authorize?: (tx: Tx) => Promise<unknown>): Promise<void> {
    const userIds = await this.timeline.lockedTransaction(roomId, async (tx, { memberCount }) => {
      await authorize?.(tx);
      await this.timeline.addMembers(tx, roomId, -memberCount);
      await this.rooms.update(tx, roomId, { deletedAt: new Date(), code: `deleted ${roomId}` });
      return this.members.removeAll(tx, roomId);
    });
    this.broadcaster.deleted(roomId, userIds);
  }
}

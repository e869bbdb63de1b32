import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { mayManageRooms } from '../../shared/admin.policy.ts';
import { fixedRoomRefusal } from '../../shared/rooms.policy.ts';
import type { Message } from '../../timeline/message.dto.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { MembersRepository } from '../members/members.repository.ts';
import type { RoomEntity } from '../room.entity.ts';
import { RoomsRepository } from '../rooms.repository.ts';
import { RoomAdministrationRepository } from './room-administration.repository.ts';

/** Archives rooms, and gives an owner to those without one, for administrators who need not be members. They see no message. */
@Injectable()
export class RoomAdministrationService {
  constructor(
    private readonly administration: RoomAdministrationRepository,
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly timeline: TimelineService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Publish the change of the room afterwards. A repeat changes nothing.
   * @throws Problem `room_not_found`, `cannot_change_lobby`
   */
  async archive(caller: Caller, roomId: string, archived: boolean): Promise<void> {
    const notice = await this.timeline.lockedTransaction(roomId, async (tx) => {
      const room = await this.lockedRoom(tx, caller, roomId);
      if ((room.archivedAt !== null) === archived) return undefined;
      await this.rooms.update(tx, roomId, { archivedAt: archived ? new Date() : null });
      await this.record(tx, caller, archived ? 'room_archived' : 'room_unarchived', room);
      return this.notice(tx, roomId, {
        event: archived ? 'room_archived' : 'room_unarchived',
        userId: caller.userId,
      });
    });
    if (notice) this.timeline.publish([notice]);
  }

  /**
   * Publish the change of the member afterwards.
   * @throws Problem `room_not_found`, `cannot_change_lobby`, `room_has_owner`, or `user_not_found` for a person who is not
   *   in the room with an account
   */
  async giveOwner(caller: Caller, roomId: string, userId: string): Promise<void> {
    const notice = await this.timeline.lockedTransaction(roomId, async (tx) => {
      const room = await this.lockedRoom(tx, caller, roomId);
      if (await this.administration.hasOwner(tx, roomId)) throw new Problem('room_has_owner');
      if (!(await this.administration.isCandidate(tx, roomId, userId)))
        throw new Problem('user_not_found', undefined, { userId: ['is not in this room with an account'] });
      await this.members.setRole(tx, roomId, userId, 'owner');
      await this.record(tx, caller, 'room_owner_given', room, userId);
      return this.notice(tx, roomId, { event: 'role_changed', userId, byId: caller.userId, role: 'owner' });
    });
    this.timeline.publish([notice]);
  }

  /** For a deletion: within its transaction, under the lock of the head. @throws as `archive`, `invalid_input` */
  async authorizeDeletion(tx: Tx, caller: Caller, roomId: string, name: string): Promise<void> {
    const room = await this.lockedRoom(tx, caller, roomId);
    if (room.name.trim() !== name.trim())
      throw new Problem('invalid_input', undefined, { name: ['is not the name of this room'] });
    await this.record(tx, caller, 'room_deleted', room);
  }

  private async lockedRoom(tx: Tx, { role }: Caller, roomId: string): Promise<RoomEntity> {
    if (!mayManageRooms(role)) throw new Problem('forbidden');
    const room = await this.administration.row(tx, roomId);
    if (!room) throw new Problem('room_not_found');
    const refusal = fixedRoomRefusal('archive', room);
    if (refusal) throw new Problem(refusal);
    return room;
  }

  private async notice(
    tx: Tx,
    roomId: string,
    system: Parameters<TimelineService['writeNotice']>[2],
  ): Promise<Message> {
    return (await this.timeline.writeNotice(tx, roomId, system)).notice;
  }

  private record(
    tx: Tx,
    { userId: actorId }: Caller,
    action: 'room_archived' | 'room_unarchived' | 'room_owner_given' | 'room_deleted',
    { id: roomId }: RoomEntity,
    targetId?: string,
  ): Promise<void> {
    return this.audit.record(action, { actorId, ...(targetId && { targetId }), detail: { roomId } }, tx);
  }
}

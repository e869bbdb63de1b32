import { Injectable } from '@nestjs/common';
import { returning, type Tx } from '../../common/database/database.ts';
import { RoomMemberEntity } from '../members/room-member.entity.ts';
import { RoomEntity } from '../room.entity.ts';

/** What changes in the row of a group conversation, under the lock of its head. */
@Injectable()
export class GroupConversationsRepository {
  /**
   * The people of a group conversation are others from now on: those it was made for share it no longer.
   * @returns false for a room of another kind
   */
  async regroup(tx: Tx, roomId: string): Promise<boolean> {
    const sql = `UPDATE rooms SET direct_key = NULL, changed_at = clock_timestamp() WHERE id = $1 AND kind = 'group' RETURNING id`;
    return (await returning(tx, sql, [roomId])).length > 0;
  }

  /** A private room of this owner from now on; it needs a code, see `RoomsRepository.setCode`. */
  async makePrivate(tx: Tx, roomId: string, { name, ownerId }: { name: string; ownerId: string }): Promise<void> {
    await tx.update(RoomEntity, { id: roomId }, { kind: 'private', name, directKey: null });
    await tx.update(RoomMemberEntity, { roomId, userId: ownerId }, { role: 'owner' });
  }
}

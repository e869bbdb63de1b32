import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { trimText } from '../../shared/visible-text.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { MemberUpdateBroadcaster } from '../members/member-update-broadcaster.ts';
import { type Admission, RoomAccess } from '../room-access.ts';
import { makeRoomCode } from '../room-codes.ts';
import { RoomUpdateBroadcaster } from '../room-update-broadcaster.ts';
import type { Room } from '../rooms.dto.ts';
import { RoomsRepository } from '../rooms.repository.ts';
import { GroupConversationsRepository } from './group-conversations.repository.ts';

/** Makes group conversations private rooms. There is no way back. */
@Injectable()
export class ConversionService {
  constructor(
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly conversations: GroupConversationsRepository,
    private readonly timeline: TimelineService,
    private readonly updates: RoomUpdateBroadcaster,
    private readonly members: MemberUpdateBroadcaster,
  ) {}

  /** @throws Problem `room_not_found`, `forbidden`, `not_a_conversation` */
  async convert(caller: Caller, roomId: string, newName: string): Promise<Room> {
    const name = trimText(newName);
    assertGroup(await this.access.allow(caller, roomId, 'rename'));
    const { notice } = await this.timeline.lockedTransaction(roomId, async (tx: Tx) => {
      assertGroup(await this.access.allowLocked(tx, caller, roomId, 'rename'));
      await this.conversations.makePrivate(tx, roomId, { name, ownerId: caller.userId });
      await this.rooms.setCode(roomId, makeRoomCode, tx);
      return this.timeline.writeNotice(tx, roomId, { event: 'room_converted', userId: caller.userId, text: name });
    });
    this.timeline.publish([notice]);
    await this.updates.changed(roomId);
    await this.members.roleOrMuteChanged(roomId, caller.userId);
    return this.rooms.viewOrFail(roomId, caller.userId);
  }
}

function assertGroup({ kind }: Admission): void {
  if (kind !== 'group') throw new Problem('not_a_conversation');
}

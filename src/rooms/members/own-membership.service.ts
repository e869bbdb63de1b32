import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { RoomAccess } from '../room-access.ts';
import { RoomUpdateBroadcaster } from '../room-update-broadcaster.ts';
import type { Room } from '../rooms.dto.ts';
import { RoomsRepository } from '../rooms.repository.ts';
import type { UpdateMembership } from './members.dto.ts';
import { SectionsService } from '../sections/sections.service.ts';
import { OwnMembershipRepository } from './own-membership.repository.ts';

/** What members set for themselves in a room: how it notifies them, and where it stands in their list. */
@Injectable()
export class OwnMembershipService {
  constructor(
    private readonly access: RoomAccess,
    private readonly memberships: OwnMembershipRepository,
    private readonly sections: SectionsService,
    private readonly rooms: RoomsRepository,
    private readonly roomUpdates: RoomUpdateBroadcaster,
  ) {}

  /** @throws Problem `invalid_input` for a `quietUntil` that is over: nothing is moved silently; `section_not_found` */
  async update(caller: Caller, roomId: string, changes: UpdateMembership, now = new Date()): Promise<Room> {
    await this.access.allow(caller, roomId, 'read');
    if (changes.quietUntil && new Date(changes.quietUntil) <= now)
      throw new Problem('invalid_input', undefined, { quietUntil: ['lies in the past'] });
    if (changes.sectionId) await this.sections.assertExists(caller.userId, changes.sectionId);
    await this.memberships.update(roomId, caller.userId, changes);
    const room = await this.rooms.viewOrFail(roomId, caller.userId);
    await this.roomUpdates.changedFor(roomId, caller.userId);
    return room;
  }
}

import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { MemberUpdateBroadcaster } from './member-update-broadcaster.ts';
import type { Member, UpdateMember } from './members.dto.ts';
import { MembersRepository } from './members.repository.ts';
import { MutesRepository } from './mutes.repository.ts';
import { RoomAccess } from '../room-access.ts';
import { recordRoomAct } from '../room-acts.ts';

/** Gives members a role and mutes them, under the lock of the room's head. */
@Injectable()
export class MemberRolesService {
  constructor(
    private readonly access: RoomAccess,
    private readonly members: MembersRepository,
    private readonly mutes: MutesRepository,
    private readonly timeline: TimelineService,
    private readonly updates: MemberUpdateBroadcaster,
  ) {}

  /** Gives a role, mutes, or both. */
  async update(caller: Caller, roomId: string, userId: string, { role, mutedUntil }: UpdateMember): Promise<Member> {
    await this.access.allow(caller, roomId, 'read');
    const notice = await this.timeline.lockedTransaction(roomId, async (tx) => {
      const givesRole = role !== undefined;
      const current = await this.access.allowUponMemberLocked(tx, caller, { roomId, userId }, givesRole);
      if (mutedUntil !== undefined) {
        const key = { roomId, userId, mutedBy: caller.userId };
        await this.mutes.set(tx, key, mutedUntil ? new Date(mutedUntil) : null);
        if (mutedUntil) await recordRoomAct(tx, 'member_muted', { actorId: caller.userId, targetId: userId, roomId });
      }
      if (role === undefined || role === current) return undefined;
      if (current === 'owner' && !(await this.members.otherOwners(tx, roomId, userId))) throw new Problem('last_owner');
      await this.members.setRole(tx, roomId, userId, role);
      const system = { event: 'role_changed', userId, byId: caller.userId, role } as const;
      return (await this.timeline.writeNotice(tx, roomId, system)).notice;
    });
    if (notice) this.timeline.publish([notice]);
    await this.updates.roleOrMuteChanged(roomId, userId);
    const member = await this.members.one(roomId, userId, caller.userId);
    if (!member) throw new Problem('user_not_found');
    return member;
  }
}

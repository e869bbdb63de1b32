import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Database, type Tx } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import type { Message } from '../timeline/message.dto.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { BansRepository } from './bans.repository.ts';
import { MemberUpdates } from './member-updates.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipService } from './membership.service.ts';
import { assertNotFixed, RoomAccess } from './room-access.ts';
import type { BanPage, Member, UpdateMember } from './members.dto.ts';
import { mayActUpon, mayGiveRole } from '../shared/rooms.policy.ts';

/** Keeping a room in order. Every act is under the lock of the room's head: nothing of somebody comes after their ban. */
@Injectable()
export class ModerationService {
  constructor(
    private readonly access: RoomAccess,
    private readonly members: MembersRepository,
    private readonly bans: BansRepository,
    private readonly users: UsersRepository,
    private readonly membership: MembershipService,
    private readonly timeline: TimelineService,
    private readonly news: MemberUpdates,
    private readonly database: Database,
  ) {}

  /** Gives a role, mutes, or both. */
  async update(caller: Caller, roomId: string, userId: string, { role, mutedUntil }: UpdateMember): Promise<Member> {
    await this.access.allow(caller, roomId, 'read');
    const notice = await this.database.transaction(async (tx) => {
      const theirs = await this.judge(tx, caller, roomId, userId, role !== undefined);
      if (mutedUntil !== undefined)
        await this.members.mute(tx, roomId, userId, mutedUntil ? new Date(mutedUntil) : null);
      if (role === undefined || role === theirs) return undefined;
      if (theirs === 'owner' && !(await this.members.otherOwners(tx, roomId, userId))) throw new Problem('last_owner');
      await this.members.setRole(tx, roomId, userId, role);
      const system = { event: 'role_changed', userId, byId: caller.userId, role } as const;
      return (await this.timeline.writeNotice(tx, roomId, system)).notice;
    });
    if (notice) this.timeline.publish([notice]);
    await this.news.roleOrMuteChanged(roomId, userId);
    const member = await this.members.one(roomId, userId, caller.userId);
    if (!member) throw new Problem('user_not_found');
    return member;
  }

  async kick(caller: Caller, roomId: string, userId: string): Promise<void> {
    assertNotFixed('kick', await this.access.allow(caller, roomId, 'moderate'));
    const notice = await this.database.transaction(async (tx) => {
      await this.judge(tx, caller, roomId, userId, false);
      return this.membership.exit(tx, roomId, userId, { event: 'member_kicked', userId, byId: caller.userId });
    });
    if (notice) await this.membership.farewell(roomId, userId, 'kicked', notice);
  }

  /** Keeps somebody out, and takes them out if they are in. Banning twice is fine. */
  async ban(caller: Caller, roomId: string, userId: string): Promise<void> {
    assertNotFixed('ban', await this.access.allow(caller, roomId, 'moderate'));
    if (userId === caller.userId) throw new Problem('forbidden');
    if (!(await this.users.byId(userId))) throw new Problem('user_not_found');
    const notice = await this.database.transaction(async (tx): Promise<Message | undefined> => {
      await this.timeline.lockHead(tx, roomId);
      const isMember = await this.members.has(tx, roomId, userId);
      if (isMember) await this.judge(tx, caller, roomId, userId, false);
      else await this.access.allowLocked(tx, caller, roomId, 'moderate');
      await this.bans.add(tx, { roomId, userId, bannedBy: caller.userId });
      return this.membership.exit(tx, roomId, userId, { event: 'member_banned', userId, byId: caller.userId });
    });
    if (notice) await this.membership.farewell(roomId, userId, 'banned', notice);
  }

  async unban(caller: Caller, roomId: string, userId: string): Promise<void> {
    await this.access.allow(caller, roomId, 'moderate');
    await this.bans.remove(roomId, userId);
  }

  async listBans(caller: Caller, roomId: string): Promise<BanPage> {
    await this.access.allow(caller, roomId, 'moderate');
    return { items: await this.bans.list(roomId), next: null };
  }

  /**
   * Whether the caller may do this to a member, decided under the lock. Everybody may step down themselves.
   * @returns the member's role as it is now
   */
  private async judge(tx: Tx, caller: Caller, roomId: string, userId: string, givesRole: boolean) {
    await this.timeline.lockHead(tx, roomId);
    const mine = await this.access.allowLocked(tx, caller, roomId, 'read');
    const theirs = await this.members.roleOf(tx, roomId, userId);
    if (!theirs) throw new Problem('user_not_found');
    const allowed = givesRole ? mayGiveRole(mine) : userId !== caller.userId && mayActUpon(mine, theirs);
    if (!allowed) throw new Problem('forbidden');
    return theirs;
  }
}

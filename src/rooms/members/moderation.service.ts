import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { BansRepository } from './bans.repository.ts';
import { DeparturesRepository } from './departures.repository.ts';
import type { BanPage } from './members.dto.ts';
import { MembershipService } from './membership.service.ts';
import { assertNotFixed, RoomAccess } from '../room-access.ts';
import { recordRoomAct } from '../room-acts.ts';

/** Kicks and bans. Every act is under the lock of the room's head: no message of a person comes after their ban. */
@Injectable()
export class ModerationService {
  constructor(
    private readonly access: RoomAccess,
    private readonly departures: DeparturesRepository,
    private readonly bans: BansRepository,
    private readonly users: UsersRepository,
    private readonly membership: MembershipService,
  ) {}

  async kick(caller: Caller, roomId: string, userId: string): Promise<void> {
    assertNotFixed('kick', await this.access.allow(caller, roomId, 'moderate'));
    await this.membership.remove(
      roomId,
      { event: 'member_kicked', userId, byId: caller.userId },
      { authorize: (tx) => this.authorizeKick(tx, caller, roomId, userId) },
    );
  }

  /** Bans a person, and removes them if they are in the room. A repeat changes nothing. */
  async ban(caller: Caller, roomId: string, userId: string): Promise<void> {
    assertNotFixed('ban', await this.access.allow(caller, roomId, 'moderate'));
    if (userId === caller.userId) throw new Problem('forbidden');
    if (!(await this.users.byId(userId))) throw new Problem('user_not_found');
    await this.membership.remove(
      roomId,
      { event: 'member_banned', userId, byId: caller.userId },
      { authorize: (tx) => this.addBan(tx, caller, roomId, userId) },
    );
  }

  async unban(caller: Caller, roomId: string, userId: string): Promise<void> {
    await this.access.allow(caller, roomId, 'moderate');
    await this.bans.remove(roomId, userId);
  }

  async listBans(caller: Caller, roomId: string): Promise<BanPage> {
    await this.access.allow(caller, roomId, 'moderate');
    return { items: await this.bans.list(roomId), next: null };
  }

  private async authorizeKick(tx: Tx, caller: Caller, roomId: string, userId: string): Promise<void> {
    await this.access.allowUponMemberLocked(tx, caller, { roomId, userId });
    await recordRoomAct(tx, 'member_kicked', { actorId: caller.userId, targetId: userId, roomId });
  }

  private async addBan(tx: Tx, caller: Caller, roomId: string, userId: string): Promise<void> {
    await this.access.allowUponPersonLocked(tx, caller, { roomId, userId });
    if (!(await this.bans.has(tx, roomId, userId)))
      await recordRoomAct(tx, 'member_banned', { actorId: caller.userId, targetId: userId, roomId });
    await this.bans.add(tx, { roomId, userId, bannedBy: caller.userId });
    await this.departures.recordBan(tx, roomId, userId);
  }
}

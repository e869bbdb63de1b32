import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import type { MemberRole } from '../../shared/roles.ts';
import type { Message, SystemNotice } from '../../timeline/message.dto.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { BansRepository } from './bans.repository.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipBroadcaster } from './membership-broadcaster.ts';
import type { Room, RoomLeft } from '../rooms.dto.ts';

/** `guest` decides how far back the new member sees. */
type NewMember = Pick<Caller, 'userId' | 'role'>;

const DEPARTURE_REASONS = {
  member_left: 'left',
  member_kicked: 'kicked',
  member_banned: 'banned',
} satisfies Partial<Record<SystemNotice['event'], RoomLeft['reason']>>;

interface Departure extends SystemNotice {
  event: keyof typeof DEPARTURE_REASONS;
}

interface RemovalOptions {
  /** Called first, under the lock; it throws to refuse. */
  authorize?: (tx: Tx) => Promise<unknown>;
  /** Whether another member may become owner; otherwise the last owner must stay. */
  promotesSuccessor?: boolean;
}

/**
 * Adds members to rooms and removes them. Each act is a notice in the room's timeline, written under the lock of its
 * head, so it has a position in the order of messages; once it is committed, it is broadcast.
 */
@Injectable()
export class MembershipService {
  constructor(
    private readonly members: MembersRepository,
    private readonly bans: BansRepository,
    private readonly timeline: TimelineService,
    private readonly broadcaster: MembershipBroadcaster,
  ) {}

  /** The first members of a new room, without a notice. Call `broadcastFounder` for each after the commit. */
  async addFounders(tx: Tx, roomId: string, userIds: string[], role: MemberRole): Promise<void> {
    await this.timeline.addMembers(tx, roomId, userIds.length);
    for (const userId of userIds) await this.members.add(tx, { roomId, userId, role });
  }

  broadcastFounder(roomId: string, userId: string): Promise<Room> {
    return this.broadcaster.joined(roomId, userId);
  }

  /** Adds a person, and shows them the room even if they are in it already. */
  async join(roomId: string, member: NewMember): Promise<Room> {
    return this.broadcaster.joined(roomId, member.userId, await this.addMember(roomId, member));
  }

  /** Adds a person unless they are in the room already. */
  async add(roomId: string, member: NewMember, role?: MemberRole): Promise<void> {
    const notice = await this.addMember(roomId, member, role);
    if (notice) await this.broadcaster.joined(roomId, member.userId, notice);
  }

  /**
   * Removes a member, if they are in the room.
   * @throws Problem `last_owner`
   */
  async remove(roomId: string, departure: Departure, options: RemovalOptions = {}): Promise<void> {
    const notice = await this.timeline.lockedTransaction(roomId, async (tx, { memberCount }) => {
      await options.authorize?.(tx);
      return this.removeMember(tx, roomId, departure, memberCount > 1, options.promotesSuccessor);
    });
    const { userId, event } = departure;
    if (notice) await this.broadcaster.left(roomId, userId, DEPARTURE_REASONS[event], notice);
  }

  /**
   * The notice; undefined when the person is in the room already.
   * @param as their role; without it, a person who enters an empty room owns it
   */
  private addMember(roomId: string, { userId, role }: NewMember, as?: MemberRole): Promise<Message | undefined> {
    return this.timeline.lockedTransaction(roomId, async (tx) => {
      if (await this.members.has(tx, roomId, userId)) return undefined;
      if (await this.bans.has(tx, roomId, userId)) throw new Problem('banned');
      const { head, notice } = await this.timeline.writeNotice(tx, roomId, { event: 'member_joined', userId }, 1);
      await this.members.add(tx, {
        roomId,
        userId,
        role: as ?? (head.memberCount === 1 ? 'owner' : 'member'),
        visibleFromSeq: role === 'guest' ? notice.seq : 1,
        lastReadSeq: notice.seq,
      });
      return notice;
    });
  }

  private async removeMember(
    tx: Tx,
    roomId: string,
    departure: Departure,
    othersStay: boolean,
    promotesSuccessor = false,
  ): Promise<Message | undefined> {
    const { userId } = departure;
    if (!(await this.members.has(tx, roomId, userId))) return undefined;
    if (othersStay && !(await this.members.otherOwners(tx, roomId, userId))) {
      if (!promotesSuccessor) throw new Problem('last_owner');
      await this.members.promoteSuccessor(tx, roomId, userId);
    }
    await this.members.remove(tx, roomId, userId);
    return (await this.timeline.writeNotice(tx, roomId, departure, -1)).notice;
  }
}

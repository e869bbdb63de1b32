import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import type { MemberRole } from '../../shared/roles.ts';
import { limits } from '../../shared/limits.ts';
import type { SystemNotice } from '../../timeline/message.dto.ts';
import type { Head } from '../../timeline/timeline.repository.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { type RoomActor, roleOnEntering } from '../../shared/rooms.policy.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipRestrictions } from './membership-restrictions.ts';
import { MembershipBroadcaster, type MembershipChange } from './membership-broadcaster.ts';
import type { Room, RoomLeft } from '../rooms.dto.ts';
import { GroupConversationsRepository } from '../conversations/group-conversations.repository.ts';

/** `guest` decides how far back the new member sees. */
type NewMember = Pick<Caller, 'userId' | 'role' | 'bot'> & {
  /** Who added them; absent for people who join by themselves. */
  byId?: string;
  /** They see nothing of what was written before. */
  fromNowOn?: boolean;
};

/** The first members of a room; where it is not opened, only its creator has it in their list. */
interface Founding {
  role: MemberRole;
  isOpened: boolean;
}

const DEPARTURE_REASONS = {
  member_left: 'left',
  member_kicked: 'kicked',
  member_banned: 'banned',
} satisfies Partial<Record<SystemNotice['event'], RoomLeft['reason']>>;

interface Departure extends SystemNotice {
  event: keyof typeof DEPARTURE_REASONS;
}

interface EntryOptions {
  as?: MemberRole;
  /** The member who adds them, as they are under the lock; it throws to refuse. */
  addedBy?: (tx: Tx) => Promise<RoomActor>;
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
    private readonly restrictions: MembershipRestrictions,
    private readonly timeline: TimelineService,
    private readonly conversations: GroupConversationsRepository,
    private readonly broadcaster: MembershipBroadcaster,
  ) {}

  /** The first members of a new room, its creator first, without a notice. Call `broadcastFounder` for each after the commit. */
  async addFounders(tx: Tx, roomId: string, userIds: string[], { role, isOpened }: Founding): Promise<void> {
    await this.timeline.addMembers(tx, roomId, userIds.length);
    const [creator] = userIds;
    for (const userId of userIds)
      await this.members.add(tx, { roomId, userId, role, opened: isOpened || userId === creator });
  }

  broadcastFounder(roomId: string, userId: string): Promise<Room> {
    return this.broadcaster.joined(roomId, userId);
  }

  /** Adds a person, and shows them the room even if they are in it already. */
  async join(roomId: string, member: NewMember): Promise<Room> {
    return this.broadcaster.joined(roomId, member.userId, await this.addMember(roomId, member));
  }

  /** Adds a person to the Lobby unless they are in it already. Its stored roles have no meaning. */
  async admitToLobby(roomId: string, member: NewMember): Promise<void> {
    const change = await this.addMember(roomId, member, { as: 'member' });
    if (change) await this.broadcaster.joined(roomId, member.userId, change);
  }

  /**
   * Adds a person at the request of a member, unless they are in the room already.
   * @param addedBy called first, under the lock; it throws to refuse
   * @throws Problem `banned`, `member_left`, `forbidden` for a person who was removed, or `conversation_full`
   */
  async addInvited(roomId: string, member: NewMember, addedBy: (tx: Tx) => Promise<RoomActor>): Promise<void> {
    const change = await this.addMember(roomId, member, { addedBy });
    if (change) await this.broadcaster.joined(roomId, member.userId, change);
  }

  /**
   * Adds a person who was invited to the server, in the transaction that makes their account. Does nothing where they may not
   * be added: the account does not fail for it.
   */
  async addByInvitation(
    tx: Tx,
    roomId: string,
    member: NewMember,
    addedBy: (tx: Tx) => Promise<RoomActor>,
  ): Promise<void> {
    try {
      await this.addLocked(tx, await this.timeline.lockHead(tx, roomId), { roomId, ...member }, { addedBy });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  /**
   * Removes a member, if they are in the room.
   * @throws Problem `last_owner`
   */
  async remove(roomId: string, departure: Departure, options: RemovalOptions = {}): Promise<void> {
    const change = await this.timeline.lockedTransaction(roomId, async (tx, { memberCount }) => {
      await options.authorize?.(tx);
      return this.removeMember(tx, roomId, departure, memberCount > 1, options.promotesSuccessor);
    });
    const { userId, event } = departure;
    if (change) await this.broadcaster.left(roomId, userId, DEPARTURE_REASONS[event], change);
  }

  /**
   * Undefined when the person is in the room already.
   * @param as their stored role; without it, `roleOnEntering` decides
   */
  private addMember(
    roomId: string,
    member: NewMember,
    options: EntryOptions = {},
  ): Promise<MembershipChange | undefined> {
    return this.timeline.lockedTransaction(roomId, (tx, head) =>
      this.addLocked(tx, head, { roomId, ...member }, options),
    );
  }

  private async addLocked(
    tx: Tx,
    { memberCount }: Head,
    { roomId, userId, role, bot, byId, fromNowOn }: NewMember & { roomId: string },
    { as, addedBy }: EntryOptions,
  ): Promise<MembershipChange | undefined> {
    const by = await addedBy?.(tx);
    if (await this.members.has(tx, roomId, userId)) return undefined;
    const entrant = await this.restrictions.assertMayEnter(roomId, userId, { by, tx });
    const isGroup = by?.kind === 'group';
    if (isGroup && memberCount >= limits.groupConversationMax) throw new Problem('conversation_full');
    const hasOwner = isGroup || as !== undefined || (await this.members.hasOwner(tx, roomId));
    const joined = { event: 'member_joined', userId, ...(byId && { byId }) } as const;
    const { notice } = await this.timeline.writeNotice(tx, roomId, joined, 1);
    await this.members.add(tx, {
      roomId,
      userId,
      role: as ?? (bot ? 'member' : roleOnEntering(hasOwner, entrant)),
      mutedUntil: entrant.mutedUntil,
      visibleFromSeq: role === 'guest' || fromNowOn ? notice.seq : 1,
      lastReadSeq: notice.seq,
      // Leaving and coming back is no way around slow mode.
      lastSaidAt: entrant.leftByChoice || entrant.removed ? new Date() : null,
    });
    return { notice, isRegrouped: isGroup && (await this.conversations.regroup(tx, roomId)) };
  }

  private async removeMember(
    tx: Tx,
    roomId: string,
    departure: Departure,
    othersStay: boolean,
    promotesSuccessor = false,
  ): Promise<MembershipChange | undefined> {
    const { userId } = departure;
    if (!(await this.members.has(tx, roomId, userId))) return undefined;
    const isOwner = await this.members.isOwner(tx, roomId, userId);
    if (isOwner && othersStay && !(await this.members.otherOwners(tx, roomId, userId))) {
      if (!promotesSuccessor) throw new Problem('last_owner');
      await this.members.promoteSuccessor(tx, roomId, userId);
    }
    await this.members.remove(tx, roomId, userId, { isChoice: departure.event === 'member_left' });
    const { notice } = await this.timeline.writeNotice(tx, roomId, departure, -1);
    return { notice, isRegrouped: await this.conversations.regroup(tx, roomId) };
  }
}

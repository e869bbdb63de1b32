import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Database, type Tx } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import type { Message, SystemNotice } from '../timeline/message.dto.ts';
import { RoomFeed } from '../timeline/room-feed.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { BansRepository } from './bans.repository.ts';
import { MemberUpdates } from './member-updates.ts';
import { MembersRepository } from './members.repository.ts';
import type { MemberRole } from '../shared/roles.ts';
import type { Room, RoomLeft } from './rooms.dto.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** A room that is never quiet is told of this often; its next `sync` says the rest. */
const LOOKS = 10;

/** Who comes in; `guest` decides how far back they see. */
type Comer = Pick<Caller, 'userId' | 'role'>;

/**
 * Puts people into rooms and takes them out. Each act is a notice in the room's timeline, written under the lock of
 * its head, so it has a place in the order of what was said.
 */
@Injectable()
export class MembershipService {
  constructor(
    private readonly members: MembersRepository,
    private readonly bans: BansRepository,
    private readonly rooms: RoomsRepository,
    private readonly timeline: TimelineService,
    private readonly feed: RoomFeed,
    private readonly news: MemberUpdates,
    private readonly realtime: RealtimeService,
    private readonly database: Database,
  ) {}

  /** The first members of a new room; there is nobody yet to tell. */
  async found(tx: Tx, roomId: string, userIds: string[], role: MemberRole): Promise<void> {
    await this.timeline.addMembers(tx, roomId, userIds.length);
    for (const userId of userIds) await this.members.add(tx, { roomId, userId, role });
  }

  /**
   * Lets somebody in. Undefined if they are in already. Hand the notice to `welcome` after the commit.
   * @param as their role; otherwise whoever enters an empty room owns it, since somebody must keep it in order
   */
  async enter(tx: Tx, roomId: string, { userId, role }: Comer, as?: MemberRole): Promise<Message | undefined> {
    await this.timeline.lockHead(tx, roomId);
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
  }

  /** After the commit: their connections hear the room, they get it, and the others see them come. */
  async welcome(roomId: string, userId: string, notice?: Message): Promise<Room> {
    await this.feed.join({ userId, roomId, visibleFromSeq: await this.members.visibleFrom(roomId, userId) });
    const room = await this.show(roomId, userId);
    if (notice) this.timeline.publish([notice]);
    this.realtime.emit(`user:${userId}`, 'room_joined', room);
    await this.catchUp(roomId, userId, room);
    await this.news.joinedOrLeft(roomId, userId);
    return room;
  }

  /**
   * What was said between the look at the room and the telling of it reached a client that did not know the room yet,
   * and was ignored there: it is told of the room again until nothing happened between two looks.
   */
  private async catchUp(roomId: string, userId: string, told: Room): Promise<void> {
    for (let looks = 0; looks < LOOKS; looks++) {
      const room = await this.rooms.view(roomId, userId);
      if (!room?.role || room.revision === told.revision) return;
      this.realtime.emit(`user:${userId}`, 'room_updated', room);
      told = room;
    }
  }

  /**
   * Takes somebody out. Undefined if they were not in. Hand the notice to `farewell` after the commit.
   * @param heir whether another may become owner in their place; otherwise the last owner must stay
   */
  async exit(tx: Tx, roomId: string, userId: string, system: SystemNotice, heir = false): Promise<Message | undefined> {
    const { memberCount } = await this.timeline.lockHead(tx, roomId);
    if (!(await this.members.has(tx, roomId, userId))) return undefined;
    if (memberCount > 1 && !(await this.members.otherOwners(tx, roomId, userId))) {
      if (!heir) throw new Problem('last_owner');
      await this.members.promoteSuccessor(tx, roomId, userId);
    }
    await this.members.remove(tx, roomId, userId);
    return (await this.timeline.writeNotice(tx, roomId, system, -1)).notice;
  }

  /** After the commit: their connections hear nothing more of the room, not even of their own going. */
  async farewell(roomId: string, userId: string, reason: RoomLeft['reason'], notice: Message): Promise<void> {
    this.realtime.removeFromRoom(userId, roomId);
    this.realtime.emit(`user:${userId}`, 'room_left', { roomId, reason });
    this.timeline.publish([notice]);
    await this.news.joinedOrLeft(roomId, userId);
  }

  /**
   * Ends a room: nobody is in it any more, nobody finds it, its code is free.
   * @param mayStill asked under the lock of its head
   */
  async dissolve(roomId: string, mayStill: (tx: Tx) => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    const userIds = await this.database.transaction(async (tx) => {
      const { memberCount } = await this.timeline.lockHead(tx, roomId);
      await mayStill(tx);
      await this.timeline.addMembers(tx, roomId, -memberCount);
      await this.rooms.update(tx, roomId, { deletedAt: new Date(), code: `deleted ${roomId}` });
      return this.members.removeAll(tx, roomId);
    });
    this.realtime.closeRoom(roomId);
    const people = userIds.map((id) => `user:${id}` as const);
    if (people.length) this.realtime.emit(people, 'room_left', { roomId, reason: 'deleted' });
  }

  async show(roomId: string, userId: string): Promise<Room> {
    const room = await this.rooms.view(roomId, userId);
    if (!room) throw new Problem('room_not_found');
    return room;
  }
}

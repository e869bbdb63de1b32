import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { mayWriteDirectly } from '../shared/rooms.policy.ts';
import { RoomFeed } from '../timeline/room-feed.ts';
import { mayBeContacted } from '../users/users.policy.ts';
import { BlocksRepository } from '../users/blocks.repository.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { MembershipService } from './members/membership.service.ts';
import { assertEntersItself } from './room-access.ts';
import type { Room } from './rooms.dto.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** The direct room of two people. */
@Injectable()
export class DirectRoomsService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly membership: MembershipService,
    private readonly users: UsersRepository,
    private readonly feed: RoomFeed,
    private readonly database: Database,
    private readonly blocks: BlocksRepository,
  ) {}

  /**
   * The room of the caller and another person; created when either of the two first asks for it. The other person has it
   * in their list once something is written in it.
   */
  async openWith(caller: Caller, userId: string): Promise<Room> {
    if (!mayWriteDirectly(caller.role)) throw new Problem('forbidden');
    assertEntersItself(caller);
    const peer = await this.users.byId(userId);
    // What is written to a bot alone, nobody would read.
    if (!peer || !mayBeContacted(peer) || peer.kind === 'bot') throw new Problem('user_not_found');
    if (userId === caller.userId) throw new Problem('invalid_input', undefined, { userId: ['is yourself'] });
    if ((await this.blocks.apartFrom(caller.userId)).has(userId)) throw new Problem('blocked');
    const { roomId, isNew } = await this.findOrCreate(caller, userId);
    return isNew
      ? this.membership.broadcastFounder(roomId, caller.userId)
      : this.rooms.viewOrFail(roomId, caller.userId);
  }

  /**
   * A member who has not opened this direct room has it in their list from now on. Call it before the first message is
   * written, so that it reaches them as any other does.
   */
  async showToAll(roomId: string): Promise<void> {
    for (const userId of await this.rooms.unopenedBy(roomId))
      if (await this.rooms.openDirect(roomId, userId)) await this.membership.broadcastFounder(roomId, userId);
  }

  /** Whether a message may be the first of a direct room, as far as this node knows. It knows the rooms of its sockets. */
  mayBeUnopened(roomId: string): boolean {
    const { isDirect, seq } = this.feed.positionOf(roomId);
    return isDirect && seq === 0;
  }

  private findOrCreate(caller: Caller, userId: string): Promise<{ roomId: string; isNew: boolean }> {
    const userIds = [caller.userId, userId];
    const directKey = userIds.toSorted().join();
    return this.database.transaction(async (tx) => {
      const room = { kind: 'direct', directKey, code: directKey, createdBy: caller.userId } as const;
      const created = await this.rooms.create(tx, room);
      if (created) await this.membership.addFounders(tx, created, userIds, { role: 'member', isOpened: false });
      const roomId = created ?? (await this.rooms.idByDirectKey(directKey, tx));
      if (!roomId) throw new Problem('unavailable');
      const isNew = created !== undefined || (await this.rooms.openDirect(roomId, caller.userId, tx));
      return { roomId, isNew };
    });
  }
}

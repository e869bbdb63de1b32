import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { mayWriteDirectly } from '../shared/rooms.policy.ts';
import { mayBeContacted } from '../users/users.policy.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { MembershipService } from './members/membership.service.ts';
import { RoomAccess } from './room-access.ts';
import type { Room } from './rooms.dto.ts';
import { RoomsRepository } from './rooms.repository.ts';

const MAX_REMEMBERED_ROOMS = 10_000;

/** The direct room of two people. */
@Injectable()
export class DirectRoomsService {
  /** Rooms that are in the lists of all their members, oldest first: a member never closes a room again. */
  private readonly shown = new Set<string>();

  constructor(
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly membership: MembershipService,
    private readonly users: UsersRepository,
    private readonly database: Database,
  ) {}

  /**
   * The room of the caller and another person; created when either of the two first asks for it. The other person has it
   * in their list once something is written in it.
   */
  async openWith(caller: Caller, userId: string): Promise<Room> {
    if (!mayWriteDirectly(caller.role)) throw new Problem('forbidden');
    const peer = await this.users.byId(userId);
    if (!peer || !mayBeContacted(peer)) throw new Problem('user_not_found');
    if (userId === caller.userId) throw new Problem('invalid_input', undefined, { userId: ['is yourself'] });
    const { roomId, isNew } = await this.findOrCreate(caller, userId);
    return isNew
      ? this.membership.broadcastFounder(roomId, caller.userId)
      : this.rooms.viewOrFail(roomId, caller.userId);
  }

  /**
   * Call it before a message of the caller is written: a member who has not opened this direct room has it in their list
   * from now on, so that the message reaches them as any other does. Each node asks the database once for a room.
   * @throws Problem why the caller may not write there
   */
  async showToAll(caller: Caller, roomId: string): Promise<void> {
    if (this.shown.has(roomId)) return;
    const userIds = await this.rooms.unopenedBy(roomId);
    if (userIds.length) await this.access.allow(caller, roomId, 'post');
    for (const userId of userIds)
      if (await this.rooms.openDirect(roomId, userId)) await this.membership.broadcastFounder(roomId, userId);
    const [oldest] = this.shown;
    if (oldest !== undefined && this.shown.size >= MAX_REMEMBERED_ROOMS) this.shown.delete(oldest);
    this.shown.add(roomId);
  }

  private findOrCreate(caller: Caller, userId: string): Promise<{ roomId: string; isNew: boolean }> {
    const userIds = [caller.userId, userId];
    const directKey = userIds.toSorted().join();
    return this.database.transaction(async (tx) => {
      const room = { kind: 'direct', directKey, code: directKey, createdBy: caller.userId } as const;
      const created = await this.rooms.create(tx, room);
      if (created) await this.membership.addFounders(tx, created, userIds, 'member');
      const roomId = created ?? (await this.rooms.idByDirectKey(tx, directKey));
      if (!roomId) throw new Problem('unavailable');
      const isNew = created !== undefined || (await this.rooms.openDirect(roomId, caller.userId, tx));
      return { roomId, isNew };
    });
  }
}

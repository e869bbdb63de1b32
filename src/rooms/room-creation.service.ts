import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Database, type Tx } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { MembershipService } from './members/membership.service.ts';
import { assertEntersItself } from './room-access.ts';
import { makeRoomCode } from './room-codes.ts';
import { RoomPasswordService } from './room-password.service.ts';
import type { RoomEntity } from './room.entity.ts';
import type { CreateRoom, Room } from './rooms.dto.ts';
import { RoomsRepository } from './rooms.repository.ts';
import { trimText } from '../shared/visible-text.ts';

/** Attempts to find a free code. The first nearly always succeeds; this bounds the loop. */
const MAX_CODE_TRIES = 20;

/** Creates public and private rooms; `DirectRoomsService` those of two people, `GroupConversationsService` those of a group. */
@Injectable()
export class RoomCreationService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly membership: MembershipService,
    private readonly passwords: RoomPasswordService,
    private readonly limits: RateLimits,
    private readonly database: Database,
  ) {}

  async create(caller: Caller, { name, kind, topic, password, ephemeral }: CreateRoom): Promise<Room> {
    assertEntersItself(caller);
    const { userId } = caller;
    await this.limits.take('createRoom', userId);
    const passwordHash = password === undefined ? null : await this.passwords.hash(caller, password);
    const room = {
      name: trimText(name),
      kind,
      topic: topic && trimText(topic),
      passwordHash,
      ephemeral,
      createdBy: userId,
    };
    const roomId = await this.database.transaction(async (tx) => {
      const id = await this.createWithFreeCode(tx, room);
      await this.membership.addFounders(tx, id, [userId], { role: 'owner', isOpened: true });
      return id;
    });
    return this.membership.broadcastFounder(roomId, userId);
  }

  private async createWithFreeCode(tx: Tx, room: Partial<RoomEntity>): Promise<string> {
    for (let tries = 0; tries < MAX_CODE_TRIES; tries++) {
      const id = await this.rooms.create(tx, { ...room, code: makeRoomCode() });
      if (id) return id;
    }
    throw new Problem('unavailable');
  }
}

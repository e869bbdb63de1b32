import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../auth/password-hasher.ts';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { mayBeContacted } from '../users/users.policy.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { MembershipService } from './membership.service.ts';
import { makeRoomCode } from './room-codes.ts';
import type { CreateRoom, Room } from './rooms.dto.ts';
import { mayWriteDirectly } from '../shared/rooms.policy.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** A free code is found at once in any real server; this only ends a loop that should never run. */
const CODE_TRIES = 20;

/** How rooms begin. */
@Injectable()
export class RoomCreationService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly membership: MembershipService,
    private readonly users: UsersRepository,
    private readonly passwords: PasswordHasher,
    private readonly limits: RateLimits,
    private readonly database: Database,
  ) {}

  async create(caller: Caller, { name, kind, topic, password, ephemeral }: CreateRoom): Promise<Room> {
    await this.limits.take('createRoom', caller.userId);
    const passwordHash = password === undefined ? null : await this.hash(caller, password);
    const roomId = await this.database.transaction(async (tx) => {
      for (let tries = 0; tries < CODE_TRIES; tries++) {
        const room = {
          name: name.trim(),
          kind,
          topic: topic?.trim(),
          passwordHash,
          ephemeral,
          createdBy: caller.userId,
        };
        const id = await this.rooms.create(tx, { ...room, code: makeRoomCode() });
        if (!id) continue;
        await this.membership.found(tx, id, [caller.userId], 'owner');
        return id;
      }
      throw new Problem('unavailable');
    });
    return this.membership.welcome(roomId, caller.userId);
  }

  private async hash({ userId }: Caller, password: string): Promise<string> {
    await this.limits.take('roomPassword', userId);
    return this.passwords.hash(password);
  }

  /** The one room of the caller and another person; made when it is first asked for, by whichever of the two. */
  async direct(caller: Caller, userId: string): Promise<Room> {
    if (!mayWriteDirectly(caller.role)) throw new Problem('forbidden');
    const peer = await this.users.byId(userId);
    if (!peer || !mayBeContacted(peer)) throw new Problem('user_not_found');
    if (userId === caller.userId) throw new Problem('invalid_input', undefined, { userId: ['is yourself'] });
    const directKey = [caller.userId, userId].sort().join();
    const { roomId, made } = await this.database.transaction(async (tx) => {
      const made = await this.rooms.create(tx, {
        kind: 'direct',
        directKey,
        code: directKey,
        createdBy: caller.userId,
      });
      if (made) await this.membership.found(tx, made, [caller.userId, userId], 'member');
      const roomId = made ?? (await this.rooms.idByDirectKey(tx, directKey));
      if (!roomId) throw new Problem('unavailable');
      return { roomId, made };
    });
    if (!made) return this.membership.show(roomId, caller.userId);
    await this.membership.welcome(roomId, userId);
    return this.membership.welcome(roomId, caller.userId);
  }
}

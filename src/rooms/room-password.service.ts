import { Injectable } from '@nestjs/common';
import { isOutdated, PasswordHasher } from '../auth/passwords/password-hasher.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import type { RoomFacts } from './room-facts.view.ts';
import { RoomsRepository } from './rooms.repository.ts';

type LockedRoom = Pick<RoomFacts, 'roomId'> & { passwordHash: string };

/** Passwords of rooms. Each hash takes time, so setting and trying them is limited per account. */
@Injectable()
export class RoomPasswordService {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly limits: RateLimits,
    private readonly rooms: RoomsRepository,
  ) {}

  async hash({ userId }: Caller, password: string): Promise<string> {
    await this.limits.take('roomPassword', userId);
    return this.hasher.hash(password, userId);
  }

  /** @throws Problem `wrong_room_password` */
  async assertMatches({ userId }: Caller, password: string | undefined, room: LockedRoom): Promise<void> {
    if (password !== undefined) {
      // Counted before the password is compared, so that simultaneous tries count as many as successive ones. A right
      // password counts too: nobody joins that many rooms with passwords in an hour.
      await this.limits.take('joinFailure', userId);
      await this.limits.take('roomPassword', userId);
      if (await this.hasher.matches(password, room.passwordHash, 'other', userId))
        return this.renewOutdated(userId, password, room);
    }
    throw new Problem('wrong_room_password', undefined, { password: ['is missing or wrong'] });
  }

  /** Replaces a hash of an older scheme, now that its password is known. */
  private async renewOutdated(userId: string, password: string, { roomId, passwordHash }: LockedRoom): Promise<void> {
    if (!isOutdated(passwordHash)) return;
    await this.rooms.renewPasswordHash(roomId, passwordHash, await this.hasher.hash(password, userId));
  }
}

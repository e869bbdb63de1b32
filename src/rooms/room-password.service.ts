import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '../auth/passwords/password-hasher.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';

/** Passwords of rooms. Each hash takes time, so setting and trying them is limited per account. */
@Injectable()
export class RoomPasswordService {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly limits: RateLimits,
  ) {}

  async hash({ userId }: Caller, password: string): Promise<string> {
    await this.limits.take('roomPassword', userId);
    return this.hasher.hash(password, userId);
  }

  /** @throws Problem `wrong_room_password` */
  async assertMatches({ userId }: Caller, password: string | undefined, hash: string): Promise<void> {
    if (password !== undefined) {
      // Counted before the password is compared, so that simultaneous tries count as many as successive ones. A right
      // password counts too: nobody joins that many rooms with passwords in an hour.
      await this.limits.take('joinFailure', userId);
      await this.limits.take('roomPassword', userId);
      if (await this.hasher.matches(password, hash, 'other', userId)) return;
    }
    throw new Problem('wrong_room_password', undefined, { password: ['is missing or wrong'] });
  }
}

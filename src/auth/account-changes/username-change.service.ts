import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { UsernameAvailability } from '../registration/username-availability.ts';
import { UsernameWriter } from './username-writer.ts';

/** Changes user names, by the rules of a registration. */
@Injectable()
export class UsernameChangeService {
  constructor(
    private readonly names: UsernameAvailability,
    private readonly writer: UsernameWriter,
    private readonly limits: RateLimits,
  ) {}

  /** @throws Problem `username_taken`, or `too_many_requests`: each change holds a name */
  async changeOwn({ userId }: Caller, username: string): Promise<void> {
    await this.names.assertAvailable(username, { userId });
    await this.limits.take('changeUsername', userId);
    await this.writer.write(userId, username, userId);
  }
}

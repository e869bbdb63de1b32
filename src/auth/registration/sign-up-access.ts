import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import { UsersRepository } from '../../users/users.repository.ts';

/** Who may come in, by the operator's `REGISTRATION` and `GUEST_ACCESS`, and how often from one address. */
@Injectable()
export class SignUpAccess {
  constructor(
    private readonly users: UsersRepository,
    private readonly limits: RateLimits,
    private readonly config: Config,
  ) {}

  /** @throws Problem `registration_closed` or `too_many_requests` */
  async admitRegistration(ip: string, guest?: Caller): Promise<void> {
    if (!(await this.admitsRegistrationOf(guest?.userId))) throw new Problem('registration_closed');
    await this.limits.take('register', ip);
  }

  /** @throws Problem `guests_not_allowed` or `too_many_requests` */
  async admitGuest(ip: string): Promise<void> {
    if (!this.config.env.GUEST_ACCESS) throw new Problem('guests_not_allowed');
    await this.limits.take('guest', ip);
  }

  /** Also for what waits since the operator has closed it. @throws Problem `registration_closed` */
  assertOpen(): void {
    if (this.config.env.REGISTRATION === 'closed') throw new Problem('registration_closed');
  }

  /** With `REGISTRATION=invite` only a guest may register who has joined a room with a member in it, by its code. */
  async admitsRegistrationOf(guestId: string | null | undefined): Promise<boolean> {
    const { REGISTRATION } = this.config.env;
    if (REGISTRATION !== 'invite') return REGISTRATION === 'open';
    return typeof guestId === 'string' && this.users.sharesRoomWithMember(guestId);
  }
}

import { Injectable } from '@nestjs/common';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { AccountRemoval } from './account-deletion.service.ts';

/** Days after a guest was last seen. */
const GUEST_DAYS = 30;

/** Guests who have not been here for a month are gone: what they said stays, their name is free again. */
@Injectable()
export class GuestExpiry {
  constructor(
    private readonly users: UsersRepository,
    private readonly removal: AccountRemoval,
    rounds: ScheduledTasks,
  ) {
    rounds.onOneNode(HOUR_MS, 'guests', () => this.round());
  }

  async round(): Promise<void> {
    for (const guestId of await this.users.idleGuests(GUEST_DAYS)) await this.removal.expire(guestId);
  }
}

import { Injectable } from '@nestjs/common';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { AccountDeletionService } from './account-deletion.service.ts';

/** Days after a guest was last seen. */
const MAX_IDLE_DAYS = 30;

/** Guests who have not been here for a month are gone: what they said stays, their name is free again. */
@Injectable()
export class GuestExpiry {
  constructor(
    private readonly users: UsersRepository,
    private readonly removal: AccountDeletionService,
    rounds: ScheduledTasks,
  ) {
    rounds.onOneNode(HOUR_MS, 'guests', () => this.expireIdle());
  }

  async expireIdle(): Promise<void> {
    for (const guestId of await this.users.idleGuests(MAX_IDLE_DAYS)) await this.removal.expireGuest(guestId);
  }
}

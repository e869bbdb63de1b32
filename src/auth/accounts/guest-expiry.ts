import { Injectable } from '@nestjs/common';
import { HOUR_MS, ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { AccountDeletionService } from './account-deletion.service.ts';

const MAX_IDLE_DAYS = 30;

/** Deletes guests who were not seen for a month: their messages stay, their name is free again. */
@Injectable()
export class GuestExpiry {
  constructor(
    private readonly users: UsersRepository,
    private readonly removal: AccountDeletionService,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(HOUR_MS, 'guests', () => this.expireIdle());
  }

  async expireIdle(): Promise<void> {
    for (const guestId of await this.users.idleGuests(MAX_IDLE_DAYS)) await this.removal.expireGuest(guestId);
  }
}

import { Injectable } from '@nestjs/common';
import { AccountDeleted } from '../auth/accounts/account-events.ts';
import { DomainEvents } from '../common/domain-events.ts';
import { Retention } from '../common/retention.ts';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import { PersonalRepository } from './personal.repository.ts';

/** Removes what is personal with its account, and tombstones after 30 days. */
@Injectable()
export class PersonalCleanup {
  constructor(
    private readonly repository: PersonalRepository,
    events: DomainEvents,
    retention: Retention,
    tasks: ScheduledTasks,
  ) {
    events.on(AccountDeleted, ({ userId }) => this.repository.remove(userId));
    // What a process that ended in between has left, or a request that was under way has added.
    retention.add({ table: 'person_head', due: 'user_id IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)' });
    tasks.onOneNode(HOUR_MS, 'personal tombstones', () => this.forgetTombstones());
  }

  async forgetTombstones(): Promise<void> {
    while ((await this.repository.forget()) > 0);
  }
}

import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { summaryOf } from './user.view.ts';
import { UsersRepository } from './users.repository.ts';
import { ProfileChanged } from './users.service.ts';

const ROUND_MS = 5_000;

/**
 * Empties statuses that are over and announces it. Nothing depends on when: a status that is over is shown to nobody.
 */
@Injectable()
export class StatusEndsService {
  constructor(
    private readonly users: UsersRepository,
    private readonly announcements: DomainEvents,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(ROUND_MS, 'end statuses', () => this.endDue());
  }

  async endDue(): Promise<void> {
    const ended = await this.users.byIds(await this.users.endDueStatuses());
    for (const user of ended) await this.announcements.publish(new ProfileChanged(summaryOf(user)));
  }
}

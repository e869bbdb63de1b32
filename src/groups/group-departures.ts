import { Injectable } from '@nestjs/common';
import { AccountDeleted } from '../auth/accounts/account-events.ts';
import { DomainEvents } from '../common/domain-events.ts';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import { GroupsRepository } from './groups.repository.ts';

/** Takes people out of their groups when their account is deleted: at once, or within an hour if the event was lost. */
@Injectable()
export class GroupDepartures {
  constructor(groups: GroupsRepository, events: DomainEvents, tasks: ScheduledTasks) {
    events.on(AccountDeleted, ({ userId }) => groups.removeFromAll(userId));
    tasks.onOneNode(HOUR_MS, 'group departures', () => groups.removeDeleted());
  }
}

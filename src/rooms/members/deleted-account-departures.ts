import { Injectable } from '@nestjs/common';
import { AccountDeleted } from '../../auth/accounts/account-events.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { HOUR_MS, ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipService } from './membership.service.ts';

/** Removes people from their rooms when their account is deleted: at once, or within an hour if the event was lost. */
@Injectable()
export class DeletedAccountDepartures {
  constructor(
    private readonly members: MembersRepository,
    private readonly membership: MembershipService,
    events: DomainEvents,
    tasks: ScheduledTasks,
  ) {
    events.on(AccountDeleted, () => this.removeAll());
    tasks.onOneNode(HOUR_MS, 'departures', () => this.removeAll());
  }

  private async removeAll(): Promise<void> {
    for (const { roomId, userId } of await this.members.ofDeletedAccounts())
      await this.membership.remove(roomId, { event: 'member_left', userId }, { promotesSuccessor: true });
  }
}

import { Injectable } from '@nestjs/common';
import { AccountDeleted } from '../auth/account-deletion.service.ts';
import { DomainEvents } from '../common/domain-events.ts';
import { Database } from '../common/database.ts';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipService } from './membership.service.ts';

/** Takes people out of their rooms when their account ends: at once, or in a round if the announcement was lost. */
@Injectable()
export class DeletedAccountDepartures {
  constructor(
    private readonly members: MembersRepository,
    private readonly membership: MembershipService,
    private readonly database: Database,
    announcements: DomainEvents,
    rounds: ScheduledTasks,
  ) {
    announcements.on(AccountDeleted, () => this.round());
    rounds.onOneNode(HOUR_MS, 'departures', () => this.round());
  }

  private async round(): Promise<void> {
    for (const { roomId, userId } of await this.members.ofDeletedAccounts()) {
      const notice = await this.database.transaction((tx) =>
        this.membership.exit(tx, roomId, userId, { event: 'member_left', userId }, true),
      );
      if (notice) await this.membership.farewell(roomId, userId, 'left', notice);
    }
  }
}

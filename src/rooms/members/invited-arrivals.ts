import { Injectable } from '@nestjs/common';
import { AccountVerified, InvitedGuestEntered } from '../../auth/accounts/account-events.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipBroadcaster } from './membership-broadcaster.ts';

/** Tells the members of rooms who has come by an invitation. The membership was written with the account. */
@Injectable()
export class InvitedArrivals {
  constructor(
    private readonly members: MembersRepository,
    private readonly timeline: TimelineService,
    private readonly broadcaster: MembershipBroadcaster,
    events: DomainEvents,
  ) {
    events.on(AccountVerified, ({ userId }) => this.broadcast(userId));
    events.on(InvitedGuestEntered, ({ userId }) => this.broadcast(userId));
  }

  /** Who has just arrived has read up to the notice of it. */
  private async broadcast(userId: string): Promise<void> {
    for (const { roomId, seq } of await this.members.arrivalsByInvitation(userId)) {
      const { items } = await this.timeline.history(roomId, 1, { after: seq - 1, limit: 1 });
      const [notice] = items;
      await this.broadcaster.joined(roomId, userId, notice && { notice, isRegrouped: false });
    }
  }
}

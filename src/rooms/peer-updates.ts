import { Injectable } from '@nestjs/common';
import { AccountDeleted } from '../auth/accounts/account-events.ts';
import { DomainEvents } from '../common/domain-events.ts';
import { AccountChanged } from '../users/users.service.ts';
import { RoomUpdateBroadcaster } from './room-update-broadcaster.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** Informs the other members of a person's direct rooms when the account is deleted, disabled or enabled (`peerGone`). */
@Injectable()
export class PeerUpdates {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly updates: RoomUpdateBroadcaster,
    events: DomainEvents,
  ) {
    events.on(AccountChanged, ({ userId }) => this.update(userId));
    events.on(AccountDeleted, ({ userId }) => this.update(userId));
  }

  private async update(userId: string): Promise<void> {
    for (const roomId of await this.rooms.directRoomsOf(userId)) await this.updates.countsChanged(roomId);
  }
}

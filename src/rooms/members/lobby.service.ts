import { Injectable } from '@nestjs/common';
import { AccountVerified } from '../../auth/accounts/account-events.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import type { Role } from '../../shared/roles.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipService } from './membership.service.ts';
import { RoomsRepository } from '../rooms.repository.ts';

/** The public room that everybody with an account is in. It belongs to the server's administrators. */
@Injectable()
export class LobbyService {
  private id?: string;

  constructor(
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly membership: MembershipService,
    events: DomainEvents,
  ) {
    events.on(AccountVerified, async ({ userId, role, wasGuest }) => {
      if (wasGuest) await this.members.showWholeHistory(userId);
      await this.admit(userId, role);
    });
  }

  /** Adds a person unless they are a guest or in the Lobby already. Called at every `sync` too: the event may have been lost. */
  async admit(userId: string, role: Role): Promise<void> {
    if (role === 'guest') return;
    const roomId = (this.id ??= await this.rooms.lobbyId());
    await this.membership.add(roomId, { userId, role }, role === 'admin' ? 'owner' : 'member');
  }
}

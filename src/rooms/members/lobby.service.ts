import { Injectable } from '@nestjs/common';
import { AccountVerified } from '../../auth/accounts/account-events.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import type { Role } from '../../shared/roles.ts';
import { AccountChanged } from '../../users/users.service.ts';
import { MemberUpdateBroadcaster } from './member-update-broadcaster.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipService } from './membership.service.ts';
import { RoomsRepository } from '../rooms.repository.ts';

/** The public room that everybody with an account is in. The role on the server decides what a member may do in it. */
@Injectable()
export class LobbyService {
  private id?: string;

  constructor(
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly membership: MembershipService,
    updates: MemberUpdateBroadcaster,
    events: DomainEvents,
  ) {
    events.on(AccountVerified, async ({ userId, role, wasGuest }) => {
      if (wasGuest) await this.members.showWholeHistory(userId);
      await this.admit(userId, role);
    });
    events.on(AccountChanged, ({ userId }) => this.updateRole(userId, updates));
  }

  /** Adds a person unless they are a guest or in the Lobby already. Called at every `sync` too: the event may have been lost. */
  async admit(userId: string, role: Role): Promise<void> {
    if (role === 'guest') return;
    const roomId = (this.id ??= await this.rooms.lobbyId());
    await this.membership.admitToLobby(roomId, { userId, role });
  }

  /** Their role in the Lobby may be another now: for themselves, and for the members who see it. Guests are not in it. */
  private async updateRole(userId: string, updates: MemberUpdateBroadcaster): Promise<void> {
    const roomId = (this.id ??= await this.rooms.lobbyId());
    if (await this.members.isIn(roomId, userId)) await updates.roleOrMuteChanged(roomId, userId);
  }
}

import { Injectable } from '@nestjs/common';
import { AccountVerified } from '../auth/registration.service.ts';
import { DomainEvents } from '../common/domain-events.ts';
import type { Role } from '../shared/roles.ts';
import { Database } from '../common/database.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipService } from './membership.service.ts';
import { RoomsRepository } from './rooms.repository.ts';

/** The one public room that everybody with an account is in. It belongs to the server's administrators. */
@Injectable()
export class LobbyService {
  private id?: string;

  constructor(
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly membership: MembershipService,
    private readonly database: Database,
    announcements: DomainEvents,
  ) {
    announcements.on(AccountVerified, async ({ userId, role, wasGuest }) => {
      if (wasGuest) await this.members.showWholeHistory(userId);
      await this.admit(userId, role);
    });
  }

  /** Lets somebody in unless they are in. Called again at every `sync`, should the announcement have been lost. */
  async admit(userId: string, role: Role): Promise<void> {
    if (role === 'guest') return;
    const roomId = (this.id ??= await this.rooms.lobbyId());
    const notice = await this.database.transaction((tx) =>
      this.membership.enter(tx, roomId, { userId, role }, role === 'admin' ? 'owner' : 'member'),
    );
    if (notice) await this.membership.welcome(roomId, userId, notice);
  }
}
